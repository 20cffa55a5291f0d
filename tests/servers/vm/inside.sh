#!/bin/sh
# Inside the machine of deploy/try-in-vm.sh, as root: the tests of the runtime, the unit of sandboxd, and what is said where
# the machine refuses. Ends at the first thing that does not hold.
set -eu
service=vereda-sandboxd.service
group=/sys/fs/cgroup/system.slice/$service

say() { printf '\n== %s\n' "$*"; }

fail() { echo "FAILED: $*" && exit 1; }

restricts=/proc/sys/kernel/apparmor_restrict_unprivileged_userns

why_not() { # as the user who starts sandboxes
  python3 -c 'from courses.sandbox.runtimes import rights
from courses.sandbox.runtimes.bwrap.able import why_not
print(rights.without_rights(why_not) or "able")'
}

says() { # says <code> <what was taken away>
  found=$(why_not)
  echo "without $2: $found"
  [ "$found" = "$1" ] || fail "expected $1"
}

try_tests() {
  say "the tests of the runtime"
  printf '[pytest]\nmarkers =\n  slow: all of them are, here\n' >/tmp/pytest.ini
  # shellcheck disable=SC2086  # several of them
  python3 -m pytest -v --color=no --tb=short -k "not runsc" -p no:cacheprovider -c /tmp/pytest.ini --rootdir=. \
    --confcutdir=tests/courses/sandbox/runtimes ${TESTS:-tests/courses/sandbox/runtimes}
}

try_refusals() {
  say "what is said where the machine refuses"
  if [ -e $restricts ] && [ "$(cat $restricts)" = 1 ]; then
    apparmor_parser -R /etc/apparmor.d/vereda-sandboxd
    says apparmor "our profile"
    sysctl -qw kernel.apparmor_restrict_unprivileged_userns=0
    says able "that restriction"
    sysctl -qw kernel.apparmor_restrict_unprivileged_userns=1
    apparmor_parser -r /etc/apparmor.d/vereda-sandboxd
  fi
  says able "anything taken away"
  weak=$(python3 -c 'from courses.sandbox.runtimes import rights
from courses.sandbox.runtimes.bwrap.able import what_is_weak
print(rights.without_rights(what_is_weak))')
  echo "weak: ${weak:-nothing}"
  case $(uname -r) in 6.[0-5].*) [ "$weak" = old_kernel ] ;; *) [ -z "$weak" ] ;; esac || fail "what is weak"
  sysctl -qw user.max_user_namespaces=0
  says no_user_namespaces "user namespaces (user.max_user_namespaces=0)"
  sysctl -qw user.max_user_namespaces=10000
  if sysctl -n kernel.unprivileged_userns_clone >/dev/null 2>&1; then
    sysctl -qw kernel.unprivileged_userns_clone=0
    says no_user_namespaces "user namespaces for ordinary users (kernel.unprivileged_userns_clone=0)"
    sysctl -qw kernel.unprivileged_userns_clone=1
  fi
  if [ -e /sys/kernel/security/apparmor/features/namespaces/userns_create ]; then
    printf '%s\n' 'abi <abi/4.0>,' 'profile refused /usr/bin/unshare {' ' file, capability, mount, umount, network, signal, unix,' '}' >/tmp/refused
    apparmor_parser -r /tmp/refused
    says apparmor "userns in a profile for unshare"
    apparmor_parser -R /tmp/refused
  else
    echo "this kernel's AppArmor does not know user namespaces: not tried"
  fi
  mount --bind /dev/null /usr/bin/newuidmap
  says no_ids "newuidmap"
  umount /usr/bin/newuidmap
  mount -t tmpfs none /proc/scsi 2>/dev/null || mount -t tmpfs none /proc/fs
  says no_mounts "a part of /proc, which is covered"
  umount /proc/scsi 2>/dev/null || umount /proc/fs
  says able "anything, again"
}

try_users() {
  say "an ordinary user, whose process root brings in"
  useradd dalia
  profile=""
  [ ! -e $restricts ] || profile="aa-exec -p vereda-sandboxd"
  tries='until [ -e /tmp/go ]; do sleep 0.2; done
    python3 -c "from courses.sandbox.runtimes.bwrap.able import why_not
print(why_not() or \"able\")" >/tmp/said'
  python3 deploy/sandbox_host.py dalia
  install -o dalia /dev/null /tmp/said
  for brought in no yes; do
    rm -f /tmp/go
    # shellcheck disable=SC2086  # words
    setpriv --reuid=dalia --regid=dalia --init-groups $profile sh -c "$tries" &
    [ $brought = no ] || python3 deploy/sandbox_host.py dalia $!
    touch /tmp/go
    wait $!
    echo "brought in: $brought: $(cat /tmp/said)"
    [ "$brought $(cat /tmp/said)" = "no no_groups" ] || [ "$brought $(cat /tmp/said)" = "yes able" ] || fail "an ordinary user"
  done
}

try_container() {
  say "a container: the root of its control groups is none, and holds processes"
  mkdir /sys/fs/cgroup/container
  sh -euc 'echo $$ >/sys/fs/cgroup/container/cgroup.procs
    exec unshare --cgroup --mount sh -euc "umount -l /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup
      sleep 1000 & python3 deploy/sandbox_host.py
      grep 0:: /proc/self/cgroup
      exec sh tests/servers/vm/inside.sh able"'
  echo 1 >/sys/fs/cgroup/container/cgroup.kill
}

try_unit() {
  say "the unit"
  mkdir -p /srv/vereda/images
  mount --bind "$(dirname /var/tmp/vereda-test-bases/*/shell)" /srv/vereda/images # the unit has a /var/tmp of its own
  install -d -m 711 /etc/vereda
  (umask 077 && head -c 32 /dev/urandom | base64 >/etc/vereda/sandbox_key)
  chown vereda-sandbox /etc/vereda/sandbox_key
  printf '%s\n' SANDBOX_KEY_FILE=/etc/vereda/sandbox_key SANDBOX_DATA=/var/lib/vereda-sandbox SANDBOX_BIND=127.0.0.1:8011 \
    SANDBOX_ORIGINS=https://learn.example.org SANDBOX_IMAGES=/srv/vereda/images >/etc/vereda/sandboxd
  cp "deploy/$service" /etc/systemd/system/
  mkdir -p "/etc/systemd/system/$service.d"
  printf '[Service]\nExecStart=\nExecStart=/usr/bin/python3 -m courses.sandbox.daemon\nEnvironment=PYTHONPATH=/srv/vereda/packages\n' \
    >"/etc/systemd/system/$service.d/paths.conf"
  systemctl daemon-reload
  systemctl start "$service"
  PYTHONPATH=/srv/vereda/packages:. python3 tests/servers/vm/visit.py "$group" before || { journalctl -u "$service" --no-pager | tail -n 40; fail "the unit"; }
  main=$(systemctl show -P MainPID "$service")
  systemctl stop "$service"
  [ ! -e "$group" ] || fail "processes are left: $(find "$group" -name cgroup.procs -exec cat {} +)"
  [ "$(systemctl show -P Result "$service")" = success ] || fail "did not stop in good order: $(systemctl show -P Result "$service")"
  ! ps -eo uid=,args= | awk '$1 >= 200000 && $1 < 265536' | grep . || fail "somebody of the machines is left"
  systemctl start "$service"
  PYTHONPATH=/srv/vereda/packages:. python3 tests/servers/vm/visit.py "$group" after || { journalctl -u "$service" --no-pager | tail -n 40; fail "the unit, again"; }
  say "killed, it starts again and finds nothing left"
  main=$(systemctl show -P MainPID "$service")
  kill -KILL "$main"
  PYTHONPATH=/srv/vereda/packages:. python3 tests/servers/vm/visit.py "$group" again || { journalctl -u "$service" --no-pager | tail -n 40; fail "after the kill"; }
  systemctl stop "$service"
  ! journalctl -u "$service" --no-pager | grep -E "not saved|ended by itself" || fail "machines ended before they were saved"
}

if [ "${1:-}" = able ]; then
  says able "anything, here"
  exit
fi
# shellcheck source=/dev/null
say "$(. /etc/os-release && echo "$PRETTY_NAME"), Linux $(uname -r), $(stat -fc %T /sys/fs/cgroup), $(bwrap --version), $(systemctl --version | head -n 1)"
python3 deploy/sandbox_host.py
for step in ${STEPS:-refusals users container unit tests}; do "try_$step"; done
say "all of it holds, after $(cut -d. -f1 /proc/uptime) s"
