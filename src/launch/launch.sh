# SPDX-License-Identifier: Apache-2.0
# What every launch script does with the settings and the functions boot() and advise() above it
# (script.cc writes those). POSIX sh: dash, busybox ash and bash must all take it.

say() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
}

fail() {
  fail_status=$1
  shift
  say "$*"
  exit "$fail_status"
}

show_help() {
  disk_help=
  [ -z "$disk_name" ] || disk_help="  --snapshot           leave the disk as it is: what the guest writes is forgotten
"
  exposed_help=
  [ -z "$exposed" ] || exposed_help="
                       (default: those that the image exposes, on 127.0.0.1:
                       $exposed)"
  cat <<EOF
Usage: ${0##*/} [OPTION]... [-- QEMU-ARGUMENT...]

Boots $image under QEMU, its console on this terminal.
Ctrl-a x ends QEMU, Ctrl-a h lists more keys; Ctrl-c goes to the guest.

  --kernel FILE        the kernel (also: KERNEL=FILE); default: ${kernel_name:-none}
  -m, --memory SIZE    the guest's memory, as in 512M or 2G; default: $memory
  --cpus N             the guest's processors; default: $cpus
  -p, --publish [IP:]HOST:GUEST[/udp]
                       lead a port of the host to one of the guest; repeatable${exposed_help}
  --append ARGUMENTS   more arguments for the kernel
  --accel kvm|tcg|auto processor by hardware, by software, or what works; default: auto
$disk_help  --dry-run            print the QEMU command and run nothing
  -h, --help           this text

Exit status: that of the guest's program; 2 usage; 8 QEMU or the kernel is missing; 125 the guest
ended without saying a status, its PID 1 failed or its kernel panicked; else QEMU's own.
EOF
}

is_number_up_to() { # LIMIT TEXT
  case $2 in
    '' | 0* | *[!0-9]* | ?????????*) return 1 ;;
  esac
  [ "$2" -le "$1" ]
}

set_memory() { # SIZE
  number=${1%iB}
  memory_mib=${number%[mMgGtT]}
  case $1 in
    *[mMgGtT] | *[mMgGtT]iB) ;;
    *) memory_mib=$1 ;;
  esac
  is_number_up_to 16777216 "$memory_mib" || fail 2 "--memory: '$1' is no size, use 512M or 2G"
  case $number in
    *[gG]) memory_mib=$((memory_mib * 1024)) ;;
    *[tT]) memory_mib=$((memory_mib * 1024 * 1024)) ;;
  esac
  memory=${memory_mib}M
  [ "$memory_mib" -ge "$least_memory_mib" ] ||
    say "warning: with $memory of memory the guest may not boot, it needs about ${least_memory_mib}M"
}

publish() { # [IP:]HOST:GUEST[/PROTOCOL]
  protocol=tcp
  ports=$1
  case $ports in
    */udp)
      protocol=udp
      ports=${ports%/udp}
      ;;
    */tcp) ports=${ports%/tcp} ;;
  esac
  guest=${ports##*:}
  host=${ports%:*}
  address=
  case $host in
    *:*)
      address=${host%:*}
      host=${host##*:}
      ;;
  esac
  case $ports in
    *:*) ;;
    *) guest= ;;
  esac
  case $address in
    *[!0-9.]*) guest= ;;
  esac
  if ! is_number_up_to 65535 "$host" || ! is_number_up_to 65535 "$guest"; then
    fail 2 "--publish: '$1' is not [IP:]HOST:GUEST[/udp] with an IPv4 address"
  fi
  forwards=$forwards,hostfwd=$protocol:$address:$host-:$guest
  exposed= # who says which ports means these
}

# Whether a socket of the host has 127.0.0.1:PORT already (proc(5), /proc/net/tcp: addresses in hex,
# IPv4 in the byte order of amd64 and arm64; 0A: it listens, 07: it is bound).
port_is_in_use() { # PROTOCOL PORT
  state=0A
  [ "$1" = tcp ] || state=07
  hex_port=$(printf %04X "$2")
  grep -Eq ": (0{24}|0{16}FFFF0000)?(0{8}|0100007F):$hex_port 0+:0000 $state " \
    "/proc/net/$1" "/proc/net/${1}6" 2>/dev/null
}

# Leads free ports of the host to those that the image exposes, and tells of it.
forward_exposed() {
  for forward in $exposed; do # PROTOCOL:HOST:GUEST
    protocol=${forward%%:*}
    guest=${forward##*:}
    host=${forward#*:}
    host=${host%:*}
    suffix=
    [ "$protocol" = tcp ] || suffix=/$protocol
    if port_is_in_use "$protocol" "$host"; then
      say "port $host$suffix is in use here, so the guest's $guest$suffix is not forwarded;" \
        "-p HOST:$guest$suffix takes another port"
    else
      forwards=$forwards,hostfwd=$protocol:127.0.0.1:$host-:$guest
      say "127.0.0.1:$host$suffix -> $guest"
    fi
  done
}

# The folder that holds this script, in $folder, through any symbolic links to it.
find_folder() {
  self=$0
  case $self in
    /* | ./* | ../*) ;;
    *) self=./$self ;; # "sh launch.sh"; also a name with a dash in front
  esac
  while [ -h "$self" ]; do
    target=$(readlink "$self" && echo x) # x: or the shell would cut newlines off the name's end
    target=${target%??}
    case $target in
      /*) self=$target ;;
      *) self=${self%/*}/$target ;;
    esac
  done
  folder=${self%/*}
}

# A /dev/kvm that opens is not enough: without vmx or svm, as on many nested hosts, QEMU aborts or
# hangs on it.
kvm_works() {
  [ "$(uname -m)" = "$guest_machine" ] || return 1
  [ -c /dev/kvm ] && (: <>/dev/kvm) 2>/dev/null || return 1
  [ "$guest_machine" != x86_64 ] || grep -Eqw 'vmx|svm' /proc/cpuinfo
}

set_accel() { # kvm|tcg|auto
  case $1 in
    kvm) accel=kvm ;;
    tcg) accel=tcg ;;
    auto) if kvm_works; then accel=kvm:tcg; else accel=tcg; fi ;;
    *) fail 2 "--accel: '$1' is neither kvm, tcg nor auto" ;;
  esac
  if [ "$accel" = tcg ]; then cpu=$tcg_cpu; else cpu=max; fi
}

print_command() {
  separator=
  for word; do
    quoted=
    while :; do
      case $word in
        *\'*)
          quoted=$quoted${word%%\'*}"'\\''"
          word=${word#*\'}
          ;;
        *) break ;;
      esac
    done
    case $word$quoted in
      '' | *[!A-Za-z0-9_./:=,@%+-]*) word="'$quoted$word'" ;;
    esac
    printf '%s%s' "$separator" "$word"
    separator=' '
  done
  printf '\n'
}

# Whether reading from the terminal would stop us: we are not in its foreground, as under timeout(1).
in_background() {
  [ -t 0 ] || return 1
  stat_line=
  { read -r stat_line <"/proc/$$/stat"; } 2>/dev/null
  # shellcheck disable=SC2086 # proc(5): behind the name state, parent, group, session, tty, tpgid
  set -- ${stat_line##*) }
  [ $# -ge 6 ] && [ "$5" != 0 ] && [ "$6" -gt 0 ] && [ "$3" != "$6" ]
}

clean_up() {
  end_console
  [ -z "$scratch" ] || rm -rf "$scratch"
  # A QEMU that was killed leaves the terminal raw. Ignoring TTOU: we may be in the background now.
  [ -z "$terminal" ] || (trap '' TTOU && stty "$terminal") 2>/dev/null
}

stop_by_signal() { # NUMBER
  trap '' HUP INT QUIT TERM
  if [ -n "$qemu_pid" ]; then
    kill -TERM "$qemu_pid" 2>/dev/null
    kill -CONT "$qemu_pid" 2>/dev/null # it may be stopped
    wait "$qemu_pid"
  fi
  exit $((128 + $1))
}

# QEMU ends an option's value at a comma that is not doubled: $doubled is for it.
double_commas() { # PATH
  doubled=
  remaining=$1
  while :; do
    case $remaining in
      *,*)
        doubled=$doubled${remaining%%,*},,
        remaining=${remaining#*,}
        ;;
      *) break ;;
    esac
  done
  doubled=$doubled$remaining
}

find_disk() {
  disk=$folder/$disk_name
  [ -r "$disk" ] || fail 1 "cannot read '$disk'; it has to lie beside this script"
  [ -n "$disk_options" ] || [ -w "$disk" ] ||
    fail 1 "cannot write '$disk'; with --snapshot the guest runs and leaves it as it is"
  double_commas "$disk"
  disk_argument=$doubled
}

# What leads to a root on a disk came with the kernel that there was when the disk was made.
fail_without_kernel() {
  which="a /boot/vmlinuz-*, or the one in Debian's $kernel_package"
  [ -z "$disk_name" ] ||
    which="one with virtio_pci, virtio_blk and ext4 built in; the initrd has no modules"
  fail 8 "no kernel was put beside this script; give one with --kernel FILE or KERNEL=FILE ($which)"
}

# QEMU locks the disk that it uses (proc(5), /proc/locks).
disk_is_in_use() {
  [ -n "$disk_name" ] || return 1
  # shellcheck disable=SC2046 # the first word is the inode's number
  set -- $(ls -di "$disk" 2>/dev/null)
  grep -q "OFDLCK .*:$1 " /proc/locks 2>/dev/null
}

# Tells the guest the size of our terminal, which a serial line cannot.
pass_terminal_size() {
  size=$(stty size 2>/dev/null) || return 0
  rows=${size%% *}
  columns=${size##* }
  is_number_up_to 9999 "$rows" && is_number_up_to 9999 "$columns" || return 0
  command_line="$command_line oci2boot.size=${rows}x$columns"
}

# Keeps the end of what the console shows, in case that the guest's kernel panics: QEMU also writes it
# to a pipe, and tail(1) remembers the last of that, however long the guest runs.
watch_console() {
  mkfifo "$scratch/console" || return 0
  # Read and write: opening a pipe waits for its other end. Only tail keeps the end that reads, and
  # only we and QEMU those that write: its end of file is QEMU's end.
  exec 4<>"$scratch/console"
  exec 5<"$scratch/console"
  tail -c 65536 <&5 >"$scratch/console-end" 2>/dev/null 4<&- 5<&- &
  tail_pid=$!
  exec 5<&-
  double_commas "$scratch/console"
  console_log=,logfile=$doubled
}

end_console() {
  [ -n "$tail_pid" ] || return 0
  exec 4<&-
  wait "$tail_pid"
  tail_pid=
}

# Fails when the guest's kernel has panicked, and says what helps.
check_panic() {
  end_console
  [ -r "$scratch/console-end" ] || return 0
  console=$(LC_ALL=C tr -cd '\n -~' <"$scratch/console-end")
  panic=${console##*Kernel panic - not syncing: }
  case $panic in
    # None, or somebody only read about one: this is what the kernel says at an orderly end.
    "$console" | *'reboot: '*) return 0 ;;
  esac
  panic=${panic%%"$newline"*}
  advise "$console"
  say "the guest's kernel panicked: ${panic% ]---}"
  fail 125 "$advice"
}

# Runs QEMU so that a signal to this script ends it too: a shell that waits for a command in the
# foreground would not act on the signal before that command ends. Without job control "&" leaves it
# in our process group, so it keeps the terminal.
run_and_wait() {
  trap clean_up EXIT
  trap 'stop_by_signal 1' HUP
  trap 'stop_by_signal 2' INT
  trap 'stop_by_signal 3' QUIT
  trap 'stop_by_signal 15' TERM
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/oci2boot.XXXXXX") ||
    fail 1 "cannot make a temporary folder in '${TMPDIR:-/tmp}'"
  double_commas "$scratch/status"
  status_argument=$doubled
  watch_console
  if in_background; then
    say "not in the terminal's foreground, so the guest gets no input ('timeout --foreground' gives it)"
    exec 3</dev/null
  else
    exec 3<&0 # "&" puts /dev/null in the place of standard input
    if [ -t 0 ]; then
      terminal=$(stty -g 2>/dev/null)
      pass_terminal_size
      say 'Ctrl-a x ends QEMU'
    fi
  fi
  runner='exec' # so that $! is QEMU itself
  boot "$@" <&3 3<&- 4<&- &
  qemu_pid=$!
  exec 3<&-
  wait "$qemu_pid"
  qemu_status=$?
}

# Says what became of the guest by this script's exit status.
exit_as_guest() {
  guest_status=
  { read -r guest_status <"$scratch/status"; } 2>/dev/null
  case $guest_status in
    0 | [1-9] | [1-9][0-9] | [12][0-9][0-9]) exit "$guest_status" ;;
  esac
  if [ "$qemu_status" -ne 0 ]; then
    ! disk_is_in_use || say "'$disk' is in use; has another QEMU booted it?"
    fail "$qemu_status" "QEMU failed with status $qemu_status"
  fi
  check_panic
  [ "$reports_status" = no ] || fail 125 "the guest ended without saying its program's status" \
      "(a kernel without virtio_console never does)"
  exit 0
}

need_value() { # OPTION COUNT
  [ "$2" -ge 2 ] || fail 2 "$1 needs a value, see --help"
}

kernel=${KERNEL:-}
accel=auto
dry_run=no
disk_options=
scratch=
console_log=
tail_pid=
terminal=
qemu_pid=
newline='
'

while [ $# -gt 0 ]; do
  case $1 in
    --?*=*)
      option=${1%%=*} argument=${1#*=}
      shift
      set -- "$option" "$argument" "$@"
      ;;
  esac
  case $1 in
    --kernel) need_value "$1" $# && kernel=$2 && shift ;;
    -m | --memory) need_value "$1" $# && set_memory "$2" && shift ;;
    --cpus)
      need_value "$1" $#
      is_number_up_to 512 "$2" || fail 2 "--cpus: '$2' is no number of processors"
      cpus=$2
      shift
      ;;
    -p | --publish) need_value "$1" $# && publish "$2" && shift ;;
    --append) need_value "$1" $# && command_line="$command_line $2" && shift ;;
    --accel) need_value "$1" $# && accel=$2 && shift ;;
    --snapshot)
      [ -n "$disk_name" ] || fail 2 '--snapshot is for a guest with a disk; this one keeps nothing'
      disk_options=,snapshot=on
      ;;
    --dry-run) dry_run=yes ;;
    -h | --help)
      show_help
      exit 0
      ;;
    --)
      shift
      break
      ;;
    *) fail 2 "unknown argument '$1', see --help (what follows -- goes to QEMU)" ;;
  esac
  shift
done

set_accel "$accel"
find_folder
initrd=$folder/$initrd_name
[ -n "$kernel" ] || [ -z "$kernel_name" ] || kernel=$folder/$kernel_name
[ -n "$kernel" ] || fail_without_kernel
[ -r "$kernel" ] || fail 8 "cannot read the kernel '$kernel'; give another with --kernel FILE"
[ -r "$initrd" ] || fail 1 "cannot read '$initrd'; it has to lie beside this script"
[ -z "$disk_name" ] || find_disk
forward_exposed

if [ "$dry_run" = yes ]; then
  status_argument=/dev/null
  runner=print_command
  boot "$@"
  exit
fi
command -v "$qemu" >/dev/null ||
  fail 8 "$qemu is not installed; on Debian and Ubuntu it is in the package $qemu_package"
run_and_wait "$@"
exit_as_guest
