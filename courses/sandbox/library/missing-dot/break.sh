#!/bin/sh
set -eu
zone="$LAB_SITE-tenants.example"
file="/etc/nsd/zones/$zone.zone"
mkdir -p /etc/nsd/zones

cat >/etc/nsd/nsd.conf <<'END'
# ns1.tejido.example: the zones of our members
server:
	ip-address: 127.0.0.1
	ip-address: ::1
	hide-version: yes
	log-only-syslog: no
	logfile: "/var/log/nsd.log"
	zonesdir: "/etc/nsd/zones"

remote-control:
	control-enable: yes

# ns2 stands in another city and fetches from us
pattern:
	name: "member"
	zonefile: "%s.zone"
	provide-xfr: 192.0.2.53 NOKEY

include: "/etc/nsd/nsd.conf.d/*.conf"
END
cat >/etc/nsd/nsd.conf.d/members.conf <<END
zone:
	name: "$zone"
	include-pattern: "member"

zone:
	name: "huerto.example"
	include-pattern: "member"
END

cat >/etc/nsd/zones/huerto.example.zone <<'END'
$ORIGIN huerto.example.
$TTL 3600
@	IN SOA	ns1.tejido.example. hostmaster.tejido.example. (
		2025110302	; serial
		7200		; refresh
		1800		; retry
		1209600		; expire
		3600 )		; minimum
	IN NS	ns1.tejido.example.
	IN NS	ns2.tejido.example.
	IN A	203.0.113.8
www	IN CNAME	huerto.example.
END

bad="203.0.113.${LAB_NEWS%0}O"
cat >"$file" <<END
\$ORIGIN $zone.
\$TTL 3600
@	IN SOA	ns1.tejido.example. hostmaster.tejido.example. (
		$LAB_SERIAL	; serial
		7200		; refresh
		1800		; retry
		1209600		; expire
		3600 )		; minimum

	IN NS	ns1.tejido.example.
	IN NS	ns2.tejido.example.

; the website
	IN A	203.0.113.$LAB_WEB
www	IN CNAME	$zone.

; mail: own server since the move
@	IN MX	10 mail.$zone
mail	IN A	203.0.113.125
imap	IN CNAME	mail.$zone.
@	IN TXT	"v=spf1 mx -all"

; hotline of the rent strike, the phones of the neighbours' centre
hotline	IN CNAME	phones.tejido.example.

; newsletter, new machine
news	IN A	$bad
END
chown -R root:root /etc/nsd/zones

# What the server has said since
started=$(date -d 'yesterday 22:41:07' '+%Y-%m-%d %H:%M:%S')
earlier=$(date -d '34 days ago 04:12:55' '+%Y-%m-%d %H:%M:%S')
line=$(grep -n "$bad" "$file" | cut -d: -f1)
cat >/var/log/nsd.log <<END
[$earlier.118] nsd[187]: notice: nsd starting (NSD 4.6.1)
[$earlier.402] nsd[188]: notice: nsd started (NSD 4.6.1), pid 187
[$started.377] nsd[187]: info: control cmd:  reload $zone
[$started.391] nsd[188]: error: $zone.zone:$line: invalid IPv4 address '$bad'
[$started.391] nsd[188]: error: zone $zone file $zone.zone read with 1 errors
END
chown nsd:nsd /var/log/nsd.log
touch -d 'yesterday 22:41:07' /var/log/nsd.log
touch -d 'yesterday 22:40:52' "$file" /etc/nsd/zones
touch -d '34 days ago 04:12:31' /etc/nsd/zones/huerto.example.zone /etc/nsd/nsd.conf /etc/nsd/nsd.conf.d/members.conf
