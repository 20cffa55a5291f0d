#!/bin/sh
set -eu
org="$LAB_SITE-workers.example"
cloud="cloud.$org"
second="$LAB_SECOND.$org"
home="/srv/www/$LAB_SITE"
keys="/etc/ssl/$LAB_SITE"
pem() { printf -- '-----BEGIN %s-----\n' "$1"; cat; printf -- '-----END %s-----\n' "$1"; }

# The co-operative's authority. The root's key is not here, as it should be.
mkdir -p /root/ca/newcerts
chmod 700 /root/ca
cd /root/ca
pem CERTIFICATE >root.crt <<'END'
MIIBozCCAUigAwIBAgIUdXyBD2XKM7KdrQOegFVFKpYHsNAwCgYIKoZIzj0EAwIw
LzEPMA0GA1UECgwGVGVqaWRvMRwwGgYDVQQDDBNUZWppZG8gUm9vdCBDQSAyMDIx
MB4XDTIxMDUwMzA5MDAwMFoXDTQ2MDQzMDA5MDAwMFowLzEPMA0GA1UECgwGVGVq
aWRvMRwwGgYDVQQDDBNUZWppZG8gUm9vdCBDQSAyMDIxMFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAE2qOmcSMIts2DlPDcZ8wrWDCp1nmWKk7ZgicQ97b0rS4sleVG
3ynM2sZjfpaSbMRztt7U9OvtvaqaWpTLVsIhkaNCMEAwDwYDVR0TAQH/BAUwAwEB
/zAOBgNVHQ8BAf8EBAMCAQYwHQYDVR0OBBYEFD7SheY7BMMeT39sCyB8saQasu/3
MAoGCCqGSM49BAMCA0kAMEYCIQC6IfcRV6RiL+SuVMb7jP5UzMbidBRiDm0yNG84
Zqn/ywIhAMB2bEFGs3m+ZKHNU9WvcwjgdUMRCByvUxAb5FWHCpuX
END
pem CERTIFICATE >issuing.crt <<'END'
MIIByDCCAW+gAwIBAgIUUorNnOLUifJDJ6y6qSNKeE1fDwwwCgYIKoZIzj0EAwIw
LzEPMA0GA1UECgwGVGVqaWRvMRwwGgYDVQQDDBNUZWppZG8gUm9vdCBDQSAyMDIx
MB4XDTI0MDIxMjA5MDAwMFoXDTQ0MDIxMDA5MDAwMFowMjEPMA0GA1UECgwGVGVq
aWRvMR8wHQYDVQQDDBZUZWppZG8gSXNzdWluZyBDQSAyMDI0MFkwEwYHKoZIzj0C
AQYIKoZIzj0DAQcDQgAEM/LIhrtGEjZ6mGr1Jtj/MogWedB7x3xU8NQAU4oqwQG6
uJiVvm+4hl9lnKVutAC2mqcD0yqDbeqseRDpEvvVcqNmMGQwEgYDVR0TAQH/BAgw
BgEB/wIBADAOBgNVHQ8BAf8EBAMCAQYwHQYDVR0OBBYEFEyQ0PTL5OGBJNpRifHt
AqQy9LoCMB8GA1UdIwQYMBaAFD7SheY7BMMeT39sCyB8saQasu/3MAoGCCqGSM49
BAMCA0cAMEQCIF9HmysEpBj24QLo/guJ/Z/LtXIOM1wHvPSxMfr5wjLqAiAl6zrS
CAigB43Cxk4d9zvma2keA7E6EJqBgwy8h006/w==
END
# Made for this exercise; nothing else in the world trusts it.
pem "PRIVATE KEY" >issuing.key <<'END'
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgMWN02ZyNlNyjCYyr
L3nQ/s9dbjPiqfe8xu5OXZ0QRcuhRANCAAQz8siGu0YSNnqYavUm2P8yiBZ50HvH
fFTw1ABTiirBAbq4mJW+b7iGX2WcpW60ALaapwPTKoNt6qx5EOkS+9Vy
END
chmod 600 issuing.key
cat >openssl.cnf <<'END'
[ca]
default_ca = issuing

[issuing]
dir = /root/ca
certificate = $dir/issuing.crt
private_key = $dir/issuing.key
database = $dir/index.txt
new_certs_dir = $dir/newcerts
rand_serial = yes
default_md = sha256
default_days = 398
policy = ours
x509_extensions = server
copy_extensions = copy
unique_subject = no
email_in_dn = no

[ours]
organizationName = optional
commonName = supplied

[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
authorityKeyIdentifier = keyid:always
END
cat >README <<'END'
Tejido issuing authority
========================
For names that no public authority signs for us: member intranets, machines behind a VPN.

  root.crt      what members install once on phones and computers. Its key is on paper, in the safe.
  issuing.crt   signs the certificates of sites. Signed by the root.
  openssl.cnf   the rules: 398 days, the names (subjectAltName) are taken from the request.
  index.txt     the book. Everything that we ever signed is in it, and can be revoked because it is.

To issue:   openssl ca -config openssl.cnf -in site.csr -out site.crt -notext
Always this way, never with `openssl x509 -req`: that one writes nothing into the book.

A request is made where the key is, and the key stays there.
END
: >index.txt
printf 'unique_subject = no\n' >index.txt.attr

issue() { # request, certificate, days since the start, days since the end
    openssl ca -batch -config openssl.cnf -notext -in "$1" -out "$2" \
        -startdate "$(date -u -d "$3 days ago 15:04:11" +%y%m%d%H%M%SZ)" \
        -enddate "$(date -u -d "$4 days ago 15:04:11" +%y%m%d%H%M%SZ)" 2>/dev/null
}
# Other members, before
for other in "vpn.huerto.example 610 212" "nube.radio-tlalli.example 320 -78"; do
    set -- $other
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout /dev/null -subj "/CN=$1" \
        -addext "subjectAltName=DNS:$1" -out /tmp/other.csr 2>/dev/null
    issue /tmp/other.csr /tmp/other.crt "$2" "$3"
    rm /tmp/other.csr /tmp/other.crt
done

# The member's site: one name, and the certificate alone
mkdir -p "$keys"
openssl ecparam -name prime256v1 -genkey -noout -out "$keys/site.key"
openssl req -new -key "$keys/site.key" -subj "/CN=$cloud" -addext "subjectAltName=DNS:$cloud" -out "$keys/site.csr"
issue "$keys/site.csr" "$keys/site.crt" 401 3
openssl ca -config openssl.cnf -updatedb 2>/dev/null
rm -f index.txt.old index.txt.attr.old
chmod 600 "$keys/site.key"

mkdir -p "$home/cloud" "$home/$LAB_SECOND"
cat >"$home/cloud/index.html" <<'END'
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Cloud</title></head>
<body><h1>Riders of the day</h1>
<p>North gate 5:40, south gate 6:10. Who has a seat free, writes it on the list.</p>
</body></html>
END
cat >"$home/$LAB_SECOND/index.html" <<'END'
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Papers</title></head>
<body><h1>Know-your-rights cards</h1>
<p>English, Spanish, Mixtec, Haitian Creole. Print on both sides.</p>
</body></html>
END

cat >"/etc/nginx/sites-available/$LAB_SITE" <<END
server {
	listen 80;
	server_name $cloud $second;
	return 301 https://\$host\$request_uri;
}

server {
	listen 443 ssl;
	server_name $cloud;
	root $home/cloud;

	ssl_certificate $keys/site.crt;
	ssl_certificate_key $keys/site.key;
}

server {
	listen 443 ssl;
	server_name $second;
	root $home/$LAB_SECOND;

	ssl_certificate $keys/site.crt;
	ssl_certificate_key $keys/site.key;
}
END
rm -f /etc/nginx/sites-enabled/default
ln -s "../sites-available/$LAB_SITE" /etc/nginx/sites-enabled/

touch -d '401 days ago 15:04:11' "$keys"/* "$keys" newcerts/*
touch -d '320 days ago 15:04:11' index.txt newcerts
touch -d '2024-02-12 10:20' README openssl.cnf issuing.* index.txt.attr
touch -d '2021-05-03 10:02' root.crt
touch -d '8 months ago 18:37' "/etc/nginx/sites-available/$LAB_SITE" "$home" "$home"/*/*
