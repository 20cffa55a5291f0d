#!/bin/sh
set -eu
zone="$LAB_SITE-legal.example"
file="/etc/nsd/zones/$zone.zone"
# One SPF record: whoever sends today
sed -i -e '/megamailer/d' -e '/^; newsletter company/d' "$file"
# The whole key, as the mail server wrote it
sed -i "/^$LAB_SELECTOR\._domainkey/d" "$file"
cat "/root/$LAB_SELECTOR.txt" >>"$file"
# DMARC where receivers look for it (the old one went with the newsletter company)
printf '_dmarc\tIN TXT\t"v=DMARC1; p=quarantine; rua=mailto:postmaster@%s"\n' "$zone" >>"$file"
sed -i "s/$LAB_SERIAL\([[:space:]]*; serial\)/$((LAB_SERIAL + 1))\1/" "$file"
nsd-checkzone "$zone" "$file"
nsd-control reload "$zone"
