# SPDX-License-Identifier: Apache-2.0
#
# What may follow is asked of oci2boot itself: see `oci2boot completion --help`.

function __oci2boot_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    command -q -- $program; or set program oci2boot  # spelt with a variable, which is not expanded
    set -l lines (command $program completion words -- $words[2..-1] $word 2>/dev/null)
    or return
    switch $lines[1]
        case files
            __fish_complete_path $word
        case folders
            __fish_complete_directories $word
        case archives
            __fish_complete_path $word | string match -r '^[^\t]*(?:/|\.tar|\.tar\.\w+|\.tgz|\.tbz2|\.txz)(?:\t.*)?$'
    end
    printf '%s\n' $lines[2..-1]
end

complete -c oci2boot -f -a '(__oci2boot_complete)'
