#!/bin/sh
set -eu
zone="$LAB_SITE-tenants.example"
file="/etc/nsd/zones/$zone.zone"
# The letter O is no digit
sed -i "s/203\.0\.113\.${LAB_NEWS%0}O\$/203.0.113.$LAB_NEWS/" "$file"
# A name that is complete ends with a dot
sed -i "s/^\(.*MX.*10 mail\.$zone\)\$/\1./" "$file"
# The second server compares serials
sed -i "s/$LAB_SERIAL\([[:space:]]*; serial\)/$((LAB_SERIAL + 1))\1/" "$file"
nsd-checkzone "$zone" "$file"
nsd-control reload "$zone" || service nsd restart
