#!/bin/sh
set -eu
zone="$LAB_SITE-legal.example"
file="/etc/nsd/zones/$zone.zone"
mkdir -p /etc/nsd/zones
# The public half of what signs on the mail server
case "$LAB_KEY" in
a) public=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0isYejJaR7+gOfQe1Sj/81HC5A+FDolJrjDy262M5eufmLbOMsA2oXKUa2ZRs4BsdYwk5hOmL9drRsPKhOxQzfvSx5KACk5adQ+7rNCN0pMChggfgJA6LDAOI8FEryw0PAJ7ZEYLHbnXHgHFG9iwocp4hcLnn6nsF4GYb9OT03JLrrxYMiftEAKavw0UnvCdsawHwIRrBd0ThKR2qAeLKG3TrDamh/riMPPDvY/SfXUsg9ayVTFkdHNfKyleZPxs8peKTIejOEkHYUgLVdZKuOZtRB4FQQz4+ueoWs6A/xitEnpb5aeFcH1tHiqQYKSkJNF3n9+qMQKI/anGL8xKVQIDAQAB ;;
b) public=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArH1dpVD9Dmb2vRlQJeWV2tLLD9Do7hRknWTz4q/SOcet0pVkT9QRnm6CLpmjcmbSSYOkzDQ+jjmEfNMAHohlyR28Irnsd+2PUea0MxHUAyrJv4i8b2w6i15Prl039cKRZLpIqYN1rxXSK4LRK8gfmeb5Lq+6925s890r84fKPCdASxIsVOjE3ZRIUhFXEkdPxyOZZY/oDuC8mxuZ+WAFAX0yZKA7dR0IkHKhq85KNoEtzicxb83dUblKuaRm3sIWc12zs7IyX8XSnFJqU/USAcb96uhWlH2P2LHwg0EOARCuzVWGvoZDmLJZgLYtLjcFg824jU5g3TDs8Ykyl3zGGQIDAQAB ;;
*) public=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAzYtZdCr/CmxEh93pXaOotX126oR1QwLQ+xVVyOJd5ys+OuzB8EIZf2vMnQol2Wq1QbrsN3E9Rcp/pUQ3dHwA7rATTSuDhzeHDhYovXKV30h9wRL5IVaunpcUH5+5EGO5SLt96PqCvfCBgHuEG3YJdXG0yWMu9dIdIcn+NS0Cgn9cbpfHaFHsc3uRbgIN+gpcvT2nvFXzSPo+SPjMGguR5UM39hCYCfGi/pcd/mG+pyVxSXsaqsi6ms8ds8Woi01mLDuDAWJ1se31hVaTH4r7oJEVplDRO9SfiQ7+czq6R0ll3T4keIWWDZrgC9yIeU+Pv6lBGbutJUroX5d52g5BLQIDAQAB ;;
esac
first=$(printf %s "$public" | cut -c1-200)
rest=$(printf %s "$public" | cut -c201-)

cat >/etc/nsd/nsd.conf <<'END'
server:
	ip-address: 127.0.0.1
	ip-address: ::1
	hide-version: yes
	log-only-syslog: no
	logfile: "/var/log/nsd.log"
	zonesdir: "/etc/nsd/zones"

remote-control:
	control-enable: yes

include: "/etc/nsd/nsd.conf.d/*.conf"
END
cat >/etc/nsd/nsd.conf.d/members.conf <<END
zone:
	name: "$zone"
	zonefile: "%s.zone"
	provide-xfr: 192.0.2.53 NOKEY
END

cat >"$file" <<END
\$ORIGIN $zone.
\$TTL 3600
@	IN SOA	ns1.tejido.example. hostmaster.tejido.example. (
		$LAB_SERIAL	; serial
		7200		; refresh
		1800		; retry
		1209600		; expire
		3600 )		; minimum
@	IN NS	ns1.tejido.example.
@	IN NS	ns2.tejido.example.

@	IN A	203.0.113.44
www	IN CNAME	$zone.

@	IN MX	10 mail.$zone.
mail	IN A	203.0.113.46

; proof for the list server, do not delete
@	IN TXT	"tejido-verification=$LAB_SITE-7c1e"

; newsletter company (contract until $(date -d '5 months ago' +%Y-%m))
@	IN TXT	"v=spf1 include:_spf.megamailer.example -all"
; our own server and the co-operative's lists
@	IN TXT	"v=spf1 mx include:_spf.tejido.example -all"

; signature of our own server
$LAB_SELECTOR._domainkey	IN TXT	"v=DKIM1; h=sha256; k=rsa; p=$first"

dmarc	IN TXT	"v=DMARC1; p=none; rua=mailto:reports@megamailer.example"
END

cat >"/root/$LAB_SELECTOR.txt" <<END
$LAB_SELECTOR._domainkey	IN	TXT	( "v=DKIM1; h=sha256; k=rsa; "
	  "p=$first"
	  "$rest" )  ; ----- DKIM key $LAB_SELECTOR for $zone
END

when=$(date -d '2 days ago 16:22:09' '+%a, %d %b %Y %H:%M:%S +0000')
id=$(date -d '2 days ago' +%Y%m%d)162208.4A7C1
cat >/root/test-message.eml <<END
Delivered-To: tomas.$LAB_SITE@bigmail.example
Received: from mail.$zone (mail.$zone. [203.0.113.46])
        by mx.bigmail.example with ESMTPS id a1-20si771;
        $when
Authentication-Results: mx.bigmail.example;
       spf=permerror (bigmail.example: permanent error in processing during lookup of office@$zone: two or more SPF records) smtp.mailfrom=office@$zone;
       dkim=permerror (bad public key) header.i=@$zone header.s=$LAB_SELECTOR header.b=Qd3xP0aZ;
       dmarc=none header.from=$zone
X-Bigmail-Folder: spam
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; d=$zone; s=$LAB_SELECTOR;
        t=$(date -d '2 days ago 16:22:08' +%s); h=From:To:Subject:Date; bh=p90iCQQRqTOlVdkr3E7qapKyORTrNHvE3jTSLlNaCbo=;
        b=Qd3xP0aZk1vHc0m2c5O0q8cW0o3fVb9wq1xv5QzQ7w0fR2sE6c3iKj5xE9rV1n8m
From: Office <office@$zone>
To: Tomas <tomas.$LAB_SITE@bigmail.example>
Subject: test, please ignore
Date: $when
Message-ID: <$id@mail.$zone>

Does this one arrive?
END

log=$(date -d '3 months ago' '+%Y-%m-%d')
cat >/var/log/nsd.log <<END
[$log 10:14:37.204] nsd[201]: notice: nsd starting (NSD 4.6.1)
[$log 10:14:37.377] nsd[202]: notice: nsd started (NSD 4.6.1), pid 201
END
chown nsd:nsd /var/log/nsd.log
touch -d '3 months ago 10:14:02' "$file" /etc/nsd/zones /etc/nsd/nsd.conf.d/members.conf /etc/nsd/nsd.conf
touch -d '3 months ago 10:14:37' /var/log/nsd.log
touch -d '3 months ago 09:58:20' "/root/$LAB_SELECTOR.txt"
touch -d 'yesterday 09:12:44' /root/test-message.eml
