#compdef oci2boot
# SPDX-License-Identifier: Apache-2.0
#
# What may follow is asked of oci2boot itself: see `oci2boot completion --help`.

_oci2boot() {
  local -a lines typed complete_words complete_tags begun begun_tags
  local line word what files tag program=${${(Q)words[1]}/#\~\//$HOME/}
  local -i width=0
  typed=("${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}")
  lines=("${(@f)$(_call_program oci2boot ${(q)program} completion words -- ${(q)typed} \
    2>/dev/null)}")
  files=${lines[1]}
  for line in "${(@)lines[2,-1]}"; do
    word=${line%%$'\t'*}
    (( $#word > width && $#word < 32 )) && width=$#word
  done
  for line in "${(@)lines[2,-1]}"; do
    word=${line%%$'\t'*}
    what=${line#*$'\t'}
    tag=$word
    (( $#word < width )) && tag=${(r:width:)word}
    [[ -z $what ]] || tag+="  -- $what"
    if [[ $word == *[:=/] ]]; then
      begun+=("$word")
      begun_tags+=("$tag")
    else
      complete_words+=("$word")
      complete_tags+=("$tag")
    fi
  done

  local result=1
  if (( $#complete_words )); then
    compadd -l -d complete_tags -a complete_words && result=0
  fi
  if (( $#begun )); then
    compadd -l -S '' -d begun_tags -a begun && result=0
  fi
  case $files in
    files) _files && result=0 ;;
    folders) _files -/ && result=0 ;;
    archives)
      _path_files -/ && result=0
      _path_files -g '*.(tar|tar.*|tgz|tbz2|txz)(-.)' && result=0
      ;;
  esac
  return result
}

if [[ $funcstack[1] == _oci2boot ]]; then
  _oci2boot "$@"
else
  compdef _oci2boot oci2boot
fi
