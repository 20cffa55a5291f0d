# shellcheck shell=sh
# System packages, for ./vereda: `need` notes what is missing and why, `install_missing` says it and installs it.
# Read by that script, which has `say`, `stop` and `have`.

missing=""
reasons=""

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

need() { # need <package> <why>
  installed "$1" && return
  missing="$missing $1"
  reasons="$reasons  $1: $2
"
}

find_python() {
  for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
    have "$candidate" || continue
    python=$candidate
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' && return
  done
  return 1
}

needs_python() {
  if find_python; then
    "$python" -c 'import ensurepip, venv' 2>/dev/null || need python3-venv "the folder .venv for Python packages"
  else
    have python3 && stop "python3 here is $(python3 -V), Vereda needs 3.11 or newer (Debian 12, Ubuntu 24.04 or later)."
    need python3 "the language it is written in"
    need python3-venv "the folder .venv for Python packages"
  fi
}

needs_to_run() {
  needs_python
  need libpango-1.0-0 "certificates as PDF: laying out text"
  need libpangoft2-1.0-0 "certificates as PDF: reading fonts"
  need libharfbuzz-subset0 "certificates as PDF: embedding only the letters used"
  need fonts-dejavu-core "certificates as PDF: a font with every letter of both languages"
  needs_sandboxes
}

needs_sandboxes() { # the machines of labs: namespaces, their images
  need bubblewrap "labs: machines that can break nothing but themselves"
  need uidmap "labs: users of their own inside them"
  need mmdebstrap "labs: images of machines, made of Debian packages"
  need iproute2 "labs: a network between the machines of one lab"
}

needs_to_test() {
  needs_to_run
  need gettext "finding messages that are not in the catalogues"
  need shellcheck "reading this script"
  need libatomic1 "the driver of the browser"
  if [ -z "$(find_browser)" ]; then
    if grep -qs '^ID=ubuntu' /etc/os-release; then browser_package=chromium-browser; else browser_package=chromium; fi
    need "$browser_package" "journeys in a real browser"
  fi
  [ -n "$(find_postgres)" ] || need postgresql "tests on PostgreSQL (no cluster of the system is made or started)"
}

find_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }

find_postgres() { # the folder of the newest server's programs
  for folder in /usr/lib/postgresql/*/bin; do [ -x "$folder/initdb" ] && say "$folder"; done | sort -V | tail -n 1
}

install_missing() {
  [ -n "$missing" ] || return 0
  say "Missing here:" && printf '%s' "$reasons"
  line="apt-get install --yes --no-install-recommends$missing"
  if ! have apt-get; then
    say "This is neither Debian nor Ubuntu: going on in the hope that what they hold is here."
    missing="" && return
  fi
  if [ "$(id -u)" = 0 ]; then
    say "Installing: $line"
    # shellcheck disable=SC2086  # a list of names
    install_packages $missing
  elif have sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    say "Installing: sudo $line"
    # shellcheck disable=SC2086
    sudo ./vereda install-packages $missing || stop "could not install them. As root: apt-get update && $line"
  else
    stop "no rights to install. Run this as root, then start again: apt-get update && $line"
  fi
  missing="" reasons=""
  find_python || stop "no Python 3.11 or newer, even now."
}

# As root. While it installs, no package may start a service or make a database cluster of the system.
install_packages() {
  services=/usr/sbin/policy-rc.d clusters=/etc/postgresql-common/createcluster.d/vereda.conf ours=""
  trap 'rm -f $ours; rmdir -p "${clusters%/*}" 2>/dev/null || true' EXIT
  trap 'exit 130' INT TERM HUP
  if [ ! -e $services ]; then
    ours=$services
    printf '#!/bin/sh\nexit 101\n' >$services && chmod 755 $services
  fi
  mkdir -p "${clusters%/*}"
  ours="$ours $clusters"
  echo 'create_main_cluster = false' >$clusters
  ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1 || apt_get update || true
  apt_get install --yes --no-install-recommends "$@" || {
    say "That failed; once more with fresh package lists."
    apt_get update
    apt_get install --yes --no-install-recommends "$@"
  }
  for package in "$@"; do # nor at the next start of the machine
    case $package in *-server) ! have systemctl || systemctl disable --quiet "$package" || true ;; esac
  done
  # shellcheck disable=SC2086
  rm -f $ours
  rmdir -p "${clusters%/*}" 2>/dev/null || true
  trap - EXIT INT TERM HUP
}

apt_get() { DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" </dev/null; }
