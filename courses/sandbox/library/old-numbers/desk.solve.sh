#!/bin/sh
set -eu
printf 'search casa-%s.example\nnameserver 10.77.0.20\n' "$LAB_PLACE" >/etc/resolv.conf
# The name server knows it; a note here only lies at the next move
sed -i -e '/camas\.casa-/d' -e '/lo puse yo/d' /etc/hosts
