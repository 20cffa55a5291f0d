#!/bin/sh
set -eu
zone="casa-$LAB_PLACE.example"
mkdir -p /etc/nsd/zones
rm -f /etc/unbound/unbound.conf.d/root-auto-trust-anchor-file.conf
printf 'nameserver 127.0.0.1\n' >/etc/resolv.conf
cat >/etc/nsd/nsd.conf <<END
# La zona de la casa; a la gente le contesta unbound
server:
	ip-address: 127.0.0.1@5300
	log-only-syslog: no
	logfile: "/var/log/nsd.log"
	zonesdir: "/etc/nsd/zones"

remote-control:
	control-enable: yes

zone:
	name: "$zone"
	zonefile: "%s.zone"
END
cat >"/etc/nsd/zones/$zone.zone" <<END
\$ORIGIN $zone.
\$TTL 3600
@	IN SOA	ns.$zone. root.$zone. ( $(date -d '14 months ago' +%Y%m%d)01 7200 1800 1209600 300 )
@	IN NS	ns.$zone.
ns	IN A	10.77.1.20
camas	IN A	10.77.1.10
; la impresora ya con su numero nuevo
impresora	IN A	10.77.0.$LAB_PRINTER
END
cat >/etc/unbound/unbound.conf.d/casa.conf <<END
server:
	interface: 0.0.0.0
	access-control: 127.0.0.0/8 allow
	# la red de la casa
	access-control: 10.77.1.0/24 allow
	outgoing-range: 200
	num-queries-per-thread: 100
	do-not-query-localhost: no
	domain-insecure: "$zone"
	use-syslog: no
	logfile: "/var/log/unbound.log"

stub-zone:
	name: "$zone"
	stub-addr: 127.0.0.1@5300
END
: >/var/log/unbound.log
: >/var/log/nsd.log
chown unbound:unbound /var/log/unbound.log
chown nsd:nsd /var/log/nsd.log
touch -d '14 months ago 18:02' /etc/nsd/nsd.conf /etc/unbound/unbound.conf.d/casa.conf
touch -d '2 days ago 20:31' "/etc/nsd/zones/$zone.zone"
