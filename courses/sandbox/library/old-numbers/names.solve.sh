#!/bin/sh
set -eu
zone="casa-$LAB_PLACE.example"
file="/etc/nsd/zones/$zone.zone"
sed -i -e 's/^\(ns[[:space:]].*\)10\.77\.1\.20$/\110.77.0.20/' -e 's/^\(camas[[:space:]].*\)10\.77\.1\.10$/\110.77.0.10/' \
    -e "s/( [0-9]\{10\} /( $(date +%Y%m%d)01 /" "$file"
nsd-checkzone "$zone" "$file"
nsd-control reload "$zone"
sed -i 's:10\.77\.1\.0/24:10.77.0.0/24:' /etc/unbound/unbound.conf.d/casa.conf
unbound-checkconf
service unbound restart
