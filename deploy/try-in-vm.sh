#!/usr/bin/env bash
# Proves sandboxes on a machine as production has it: Debian's own kernel and systemd, control groups of version 2, AppArmor.
# A virtual machine of QEMU, which needs no rights of the processor's (KVM) and is slow, made of packages by name.
#
#   sudo deploy/try-in-vm.sh                    # Debian 12: why_not, the unit, the tests of the runtime
#   sudo deploy/try-in-vm.sh trixie             # Debian 13
#   sudo KEYRING=/path/ubuntu-archive-keyring.gpg deploy/try-in-vm.sh noble    # Ubuntu 24.04; the file is of its ubuntu-keyring
#   sudo STEPS=unit deploy/try-in-vm.sh         # any of: refusals, users, container, unit, tests
#   sudo TESTS="tests/courses/sandbox/runtimes/test_groups.py -k usage" STEPS=tests deploy/try-in-vm.sh
#
# What it is made of is kept in FOLDER (/var/tmp/vereda-vm, 4 GB a suite) and used again; SECONDS_AT_MOST ends it (2400).
# Needs ./vereda's folder .venv and a machine that can isolate too: the image of labs is built here, by the tests' own user.
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
suite=${1:-bookworm}
folder=${FOLDER:-/var/tmp/vereda-vm}
bases=/var/tmp/vereda-test-bases
packages=systemd-sysv,dbus,initramfs-tools,zstd,kmod,procps,apparmor,python3,python3-yaml,python3-pytest,bubblewrap,uidmap,iproute2

say() { printf '\n== %s\n' "$*"; }

need_programs() {
  local missing=()
  command -v qemu-system-x86_64 >/dev/null || missing+=(qemu-system-x86 seabios)
  command -v mmdebstrap >/dev/null || missing+=(mmdebstrap)
  command -v mke2fs >/dev/null || missing+=(e2fsprogs)
  [ ${#missing[@]} = 0 ] || DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}"
}

make_system() { # its root file system, its kernel, and the unit that runs what is on the second disk
  local root=$folder/$suite.root components=main
  say "a system of $suite"
  rm -rf --one-file-system "$root"
  case $suite in
    bookworm | trixie) packages=$packages,linux-image-cloud-amd64 ;;
    *) packages=$packages,linux-image-virtual components=main,universe ;; # Ubuntu's
  esac
  mmdebstrap --mode=root --variant=minbase --components="$components" ${KEYRING:+"--keyring=$KEYRING"} \
    --include="$packages" "$suite" "$root" >"$root.log" 2>&1 ||
    { tail -n 20 "$root.log"; return 1; }
  rm "$root.log"
  cp "$root"/boot/vmlinuz-* "$folder/$suite.kernel"
  cp "$root"/boot/initrd.img-* "$folder/$suite.initrd"
  echo vm >"$root/etc/hostname"
  cat >"$root/etc/systemd/system/try.service" <<'UNIT'
[Unit]
After=multi-user.target
[Service]
Type=oneshot
WorkingDirectory=/srv/vereda/site
ExecStartPre=/bin/tar -xf /dev/vdb -C /srv/vereda
ExecStart=/bin/sh tests/servers/vm/inside.sh
EnvironmentFile=-/srv/vereda/settings
StandardOutput=tty
StandardError=tty
TTYPath=/dev/ttyS0
ExecStopPost=/bin/sh -c 'echo "ended with $EXIT_STATUS" >/dev/ttyS0; systemctl poweroff --force --force'
UNIT
  mkdir -p "$root/srv/vereda/site" "$root/etc/systemd/system/multi-user.target.wants"
  ln -s ../try.service "$root/etc/systemd/system/multi-user.target.wants/"
}

make_bases() { # the images of labs that the tests use, built as they do it
  say "images of labs"
  (cd "$repository" && .venv/bin/python -c "
from deploy.sandbox_host import prepare
from tests.courses.sandbox.runtimes.conftest import built
for name in ('shell', 'web'):
    print(built(prepare(), name))")
  # Theirs is the same block of ids as here.
  printf '%s\n' "$(grep '^vereda-sandbox:' /etc/subuid)" | tee "$folder/$suite.root/etc/subuid" >"$folder/$suite.root/etc/subgid"
  chroot "$folder/$suite.root" sh -c 'id vereda-sandbox 2>/dev/null ||
    useradd --system --no-create-home --shell /usr/sbin/nologin vereda-sandbox' >/dev/null
  rm -rf --one-file-system "$folder/$suite.root$bases"
  mkdir -p "$folder/$suite.root/var/tmp"
  cp -a "$bases" "$folder/$suite.root/var/tmp/"
}

pack() { # what changes from run to run, as the second disk: an archive without a file system
  local disk=$folder/$suite.tree place size
  place=$(mktemp -d)
  mkdir "$place/site" "$place/packages"
  (cd "$repository" && git ls-files -z --cached --others --exclude-standard courses tests deploy |
    tar -c --ignore-failed-read --null -T - 2>/dev/null | tar -x -C "$place/site")
  cp -r "$repository"/.venv/lib/python3*/site-packages/{uvicorn,websockets,h11,click,typing_extensions.py} "$place/packages/"
  printf '%s\n' "STEPS=${STEPS:-}" "TESTS=${TESTS:-}" >"$place/settings"
  tar -cf "$disk" -C "$place" site packages settings
  rm -r "$place"
  size=$(stat -c %s "$disk")
  truncate -s $(((size + 511) / 512 * 512)) "$disk"
}

run() {
  local begun=$SECONDS
  say "the machine of $suite"
  timeout "${SECONDS_AT_MOST:-2400}" nice -n 5 qemu-system-x86_64 -M q35 -cpu max -accel tcg,thread=multi -smp 2 -m 3072 \
    -nodefaults -no-user-config -display none -no-reboot -monitor none -serial stdio \
    -kernel "$folder/$suite.kernel" -initrd "$folder/$suite.initrd" \
    -append "console=ttyS0 root=/dev/vda rw quiet panic=-1 systemd.show_status=0 systemd.mask=serial-getty@ttyS0.service" \
    -drive "id=system,file=$folder/$suite.ext4,format=raw,if=none,snapshot=on" -device virtio-blk-pci,drive=system \
    -drive "id=tree,file=$folder/$suite.tree,format=raw,if=none,readonly=on" -device virtio-blk-pci,drive=tree \
    </dev/null | tee "$folder/$suite.log"
  say "$suite: $((SECONDS - begun)) s"
  grep -q '^ended with 0' "$folder/$suite.log"
}

[ "$(id -u)" = 0 ] || { echo "As root, please: files of the machine belong to its own users." >&2; exit 1; }
mkdir -p "$folder"
chmod 700 "$folder"
need_programs
if [ ! -e "$folder/$suite.ext4" ]; then
  make_system
  make_bases
  mke2fs -q -t ext4 -d "$folder/$suite.root" "$folder/$suite.ext4.half" 4G
  mv "$folder/$suite.ext4.half" "$folder/$suite.ext4"
  rm -rf --one-file-system "$folder/$suite.root"
fi
pack
run
