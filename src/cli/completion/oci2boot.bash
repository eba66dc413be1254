# bash completion for oci2boot                                -*- shell-script -*-
# SPDX-License-Identifier: Apache-2.0
#
# What may follow is asked of oci2boot itself: see `oci2boot completion --help`.

# Sets `words` and `word`, the last of them: the line up to the cursor, cut at blanks alone. Readline
# cuts it at each character of COMP_WORDBREAKS, which has : and =.
_oci2boot_words() {
  local rest=${COMP_LINE:0:COMP_POINT} part i
  words=()
  for ((i = 0; i < COMP_CWORD; i++)); do
    part=${COMP_WORDS[i]}
    if ((i > 0)) && [[ $rest != [[:blank:]]* ]]; then
      words[${#words[@]} - 1]+=$part
    else
      words+=("$part")
    fi
    rest=${rest#"${rest%%[![:blank:]]*}"}
    rest=${rest#"$part"}
  done
  if [[ $rest == [[:blank:]]* || ${#words[@]} -eq 0 ]]; then
    words+=("${rest#"${rest%%[![:blank:]]*}"}")
  else
    words[${#words[@]} - 1]+=$rest
  fi
  word=${words[${#words[@]} - 1]}
}

# What the shell would make of a word: without quotes and backslashes. A quote may be open still.
_oci2boot_unquoted() {
  local text=$1 plain=
  while [[ -n $text ]]; do
    case $text in
      \\*) plain+=${text:1:1} text=${text:2} ;;
      [\'\"]*) text=${text:1} ;;
      *) plain+=${text:0:1} text=${text:1} ;;
    esac
  done
  printf %s "$plain"
}

# Sets `cut`, what Readline leaves of `word` in front of what it puts in: all up to an open quote, else
# up to the last of its breaks. Sets `quote` to the quote that is open, if any.
_oci2boot_cut() {
  local i begin=0 opened=0 character
  quote=
  for ((i = 0; i < ${#word}; i++)); do
    character=${word:i:1}
    if [[ $character == \\ && $quote != \' ]]; then
      ((i += 1))
    elif [[ -n $quote ]]; then
      [[ $character != "$quote" ]] || quote=
    elif [[ $character == [\'\"] ]]; then
      quote=$character opened=$i
    elif [[ $character == [:=] && $COMP_WORDBREAKS == *"$character"* ]]; then
      begin=$((i + 1))
    fi
  done
  [[ -z $quote ]] || begin=$opened
  cut=$(_oci2boot_unquoted "${word:0:begin}")
}

# Writes what is offered as the shell has to read it: the name of a file must not become a command.
# Behind an open quote, names are left out that would have to leave it.
_oci2boot_quote() {
  local i
  for i in "${!COMPREPLY[@]}"; do
    if [[ -z $quote ]]; then
      printf -v "COMPREPLY[i]" %q "${COMPREPLY[i]}"
    elif [[ ${COMPREPLY[i]} == *[\'\"\\\$\`!]* ]]; then
      unset "COMPREPLY[i]"
    fi
  done
}

_oci2boot_files() { # all|archives
  local file
  compopt -o filenames
  while IFS= read -r file; do
    if [[ $1 == all || -d ${file/#~\//$HOME/} || $file == *.@(tar|tar.*|tgz|tbz2|txz) ]]; then
      COMPREPLY+=("${file#"$cut"}")
    fi
  done < <(compgen -f -- "$word")
}

_oci2boot() {
  local words word program=${1/#~\//$HOME/} files candidate cut quote
  local -a asked=()
  _oci2boot_words
  for candidate in "${words[@]:1}"; do asked+=("$(_oci2boot_unquoted "$candidate")"); done
  COMPREPLY=()
  {
    IFS= read -r files || return
    while IFS= read -r candidate; do COMPREPLY+=("${candidate%%$'\t'*}"); done
  } < <("$program" completion words -- "${asked[@]}" 2>/dev/null)

  _oci2boot_cut
  local i
  for i in "${!COMPREPLY[@]}"; do COMPREPLY[i]=${COMPREPLY[i]#"$cut"}; done
  if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[:=/] ]]; then compopt -o nospace; fi

  case $files in
    none) _oci2boot_quote ;;  # for files, Readline does it
    files) _oci2boot_files all ;;
    archives) _oci2boot_files archives ;;
    folders)
      compopt -o filenames
      while IFS= read -r candidate; do
        COMPREPLY+=("${candidate#"$cut"}")
      done < <(compgen -d -- "$word")
      ;;
  esac
} && complete -F _oci2boot oci2boot
