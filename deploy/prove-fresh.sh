#!/usr/bin/env bash
# Proves Vereda's commands on a machine that has nothing: debootstraps a minimal system of this machine's own
# distribution into a new folder, clones the committed tree into it, and runs the commands there, timed.
#
#   sudo deploy/prove-fresh.sh                   # run (twice, each ended with Ctrl-C), then test
#   sudo deploy/prove-fresh.sh run               # any of: run, test, test-fast, lint, test-servers
#   sudo KEEP=1 ROOT=/tmp/fresh deploy/prove-fresh.sh test    # keep the folder, or go on in a kept one
#   sudo SUITE=noble MIRROR=http://… deploy/prove-fresh.sh    # another distribution than this machine's
#
# How this machine reaches its package mirrors is read from its own apt and pip configuration; nothing of it is kept here.
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root=${ROOT:-$(mktemp -d /tmp/vereda-fresh.XXXXXX)}
port=${PORT:-8123}

say() { printf '\n== %s\n' "$*"; }

make_system() {
  command -v debootstrap >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends debootstrap
  local suite mirror
  # shellcheck source=/dev/null
  suite=${SUITE:-$(. /etc/os-release && echo "$VERSION_CODENAME")}
  # shellcheck disable=SC2016  # the dollar signs are apt's
  mirror=${MIRROR:-$(apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' |
    awk -v want="$suite" '$1 == want { print $2; exit }')}
  say "a minimal $suite in $root"
  debootstrap --variant=minbase ${MIRROR:+--components=main,universe} "$suite" "$root" "$mirror" >"$root.log" ||
    { tail -n 20 "$root.log"; return 1; }
  rm "$root.log"
}

copy_client_configuration() { # how apt and pip of this machine find their packages, and whom they trust
  local file
  if [ -z "${MIRROR:-}" ]; then
    rm -rf "$root"/etc/apt/{sources.list,sources.list.d,apt.conf.d}
    cp -a /etc/apt/. "$root/etc/apt/"
    cp -a /usr/share/keyrings/. "$root/usr/share/keyrings/"
  fi
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
  for file in /etc/pip.conf ~/.config/pip/pip.conf ~/.pip/pip.conf; do
    [ -e "$file" ] && install -D -m 600 "$file" "$root${file/#$HOME//root}"
  done
  if [ -e /etc/ssl/certs/ca-certificates.crt ]; then
    install -D -m 644 /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
    # Kept apart too: installing ca-certificates there writes the first one anew.
    install -D -m 644 /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/of-the-host.crt"
  fi
}

local_indexes() { # folders on this machine that pip takes packages from
  { python3 -m pip config list 2>/dev/null || true; } | grep -oE "(file://)?/[^ '\"\\]+" | sed 's#^file://##' |
    while read -r path; do if [ -d "$path" ]; then echo "${path%/simple}"; fi; done | sort -u
}

# fresh <command>: in the new root, with its own mounts and processes (all gone when it ends), a clean environment,
# and this machine's proxy variables.
fresh() {
  # shellcheck disable=SC2016  # expands over there
  ROOT=$root INDEXES=$(local_indexes) unshare --mount --pid --fork --kill-child bash -euc '
    mount --make-rprivate /
    mount -t proc proc "$ROOT/proc"
    mount --rbind /dev "$ROOT/dev"
    mount --rbind -o ro /sys "$ROOT/sys"
    for folder in $INDEXES; do
      mkdir -p "$ROOT$folder"
      mount --bind -o ro "$folder" "$ROOT$folder"
    done
    passed=$(env | grep -iE "^(https?_proxy|no_proxy|all_proxy|PIP_[A-Z_]+)=" | grep -v "^PIP_CERT=" || true)
    mapfile -t passed <<<"$passed"
    [ -n "${passed[0]}" ] || passed=()
    chroot "$ROOT" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb LANG=C.UTF-8 \
      PIP_CERT=/etc/ssl/of-the-host.crt "${passed[@]}" sh -c "cd /root/vereda && $1"
  ' fresh "$1"
}

answers() { [ "$(curl --silent --location --output /dev/null --write-out '%{http_code}' "http://127.0.0.1:$port/")" = 200 ]; }

serve_and_stop() { # times `run` until the first page, then presses Ctrl-C and looks at what is left
  local begun served log=$root/run.log
  say "./vereda run PORT=$port ($1 time)"
  begun=$SECONDS
  set -m # its own process group: it gets the Ctrl-C, we do not
  fresh "trap : INT; ./vereda run PORT=$port; echo ended with \$?, processes left: \$(cat /proc/[0-9]*/comm | grep -cE 'python|granian|celery')" \
    >"$log" 2>&1 &
  served=$!
  set +m
  until answers; do
    sleep 0.2
    kill -0 $served 2>/dev/null || { cat "$log"; return 1; }
  done
  say "the first page after $((SECONDS - begun)) s"
  kill -INT -- -$served
  wait $served || true
  tail -n 40 "$log"
  if answers; then echo "still answering after Ctrl-C" && return 1; fi
}

[ "$(id -u)" = 0 ] || { echo "As root, please: debootstrap and chroot need it." >&2; exit 1; }
[ $# -gt 0 ] || set -- run test
[ -n "${KEEP:-}" ] || trap 'rm -rf --one-file-system "$root"' EXIT
[ -x "$root/bin/sh" ] || make_system
chmod 755 "$root" # servers in it run as somebody else
copy_client_configuration
rm -rf "$root/root/vereda"
git clone --quiet --no-hardlinks "$repository" "$root/root/vereda"
say "commit $(git -C "$repository" log -1 --format='%h %s')"
for command in "$@"; do
  if [ "$command" = run ]; then
    serve_and_stop first
    serve_and_stop second
  else
    [ "$command" != test-servers ] || command="test-servers --yes"
    say "./vereda $command"
    begun=$SECONDS
    fresh "./vereda $command"
    say "./vereda $command: passed after $((SECONDS - begun)) s"
  fi
done
say "proven: $*"
