#!/bin/sh
set -eu
org="$LAB_SITE-workers.example"
keys="/etc/ssl/$LAB_SITE"
cd /root/ca
# A new request with the key that is there, for both names
openssl req -new -key "$keys/site.key" -subj "/CN=cloud.$org" \
    -addext "subjectAltName=DNS:cloud.$org,DNS:$LAB_SECOND.$org" -out "$keys/site.csr"
openssl ca -batch -config openssl.cnf -notext -in "$keys/site.csr" -out "$keys/leaf.crt"
# The site's own first, then the authority that signed it
cat "$keys/leaf.crt" issuing.crt >"$keys/site.crt"
openssl verify -CAfile root.crt -untrusted issuing.crt "$keys/leaf.crt"
nginx -t
service nginx reload
