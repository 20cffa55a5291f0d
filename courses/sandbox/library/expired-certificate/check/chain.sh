#!/bin/sh
# As a phone that knows the root and nothing else. The root is the one of this file, whatever lies on the machine.
root=/tmp/root.crt
cat >"$root" <<'END'
-----BEGIN CERTIFICATE-----
MIIBozCCAUigAwIBAgIUdXyBD2XKM7KdrQOegFVFKpYHsNAwCgYIKoZIzj0EAwIw
LzEPMA0GA1UECgwGVGVqaWRvMRwwGgYDVQQDDBNUZWppZG8gUm9vdCBDQSAyMDIx
MB4XDTIxMDUwMzA5MDAwMFoXDTQ2MDQzMDA5MDAwMFowLzEPMA0GA1UECgwGVGVq
aWRvMRwwGgYDVQQDDBNUZWppZG8gUm9vdCBDQSAyMDIxMFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAE2qOmcSMIts2DlPDcZ8wrWDCp1nmWKk7ZgicQ97b0rS4sleVG
3ynM2sZjfpaSbMRztt7U9OvtvaqaWpTLVsIhkaNCMEAwDwYDVR0TAQH/BAUwAwEB
/zAOBgNVHQ8BAf8EBAMCAQYwHQYDVR0OBBYEFD7SheY7BMMeT39sCyB8saQasu/3
MAoGCCqGSM49BAMCA0kAMEYCIQC6IfcRV6RiL+SuVMb7jP5UzMbidBRiDm0yNG84
Zqn/ywIhAMB2bEFGs3m+ZKHNU9WvcwjgdUMRCByvUxAb5FWHCpuX
-----END CERTIFICATE-----
END
for name in "cloud.$LAB_SITE-workers.example" "$LAB_SECOND.$LAB_SITE-workers.example"; do
    timeout 5 openssl s_client -connect 127.0.0.1:443 -servername "$name" -verify_hostname "$name" -CAfile "$root" \
        -no-CApath -no-CAstore -showcerts </dev/null >/tmp/said 2>/dev/null
    if ! grep -q 'BEGIN CERTIFICATE' /tmp/said; then
        printf 'found: silent\nvalue name: %s\n' "$name"
        exit 1
    fi
    reason=$(sed -n 's/^ *Verify return code: [0-9]* (\(.*\))$/\1/p; s/^Verification error: //p' /tmp/said | head -n 1)
    if [ "$reason" != ok ]; then
        printf 'found: untrusted\nvalue name: %s\nvalue reason: %s\n' "$name" "$reason"
        exit 1
    fi
    openssl x509 -in /tmp/said -out /tmp/leaf.crt
    if ! openssl x509 -in /tmp/leaf.crt -noout -checkend $((60 * 24 * 3600)) >/dev/null; then
        printf 'found: short\nvalue name: %s\nvalue date: %s\n' "$name" "$(openssl x509 -in /tmp/leaf.crt -noout -enddate | cut -d= -f2)"
        exit 1
    fi
    serial=$(openssl x509 -in /tmp/leaf.crt -noout -serial | cut -d= -f2)
    if ! grep -q "^V.*[[:space:]]$serial[[:space:]]" /srv/root/ca/index.txt; then
        printf 'found: unbooked\nvalue serial: %s\n' "$serial"
        exit 1
    fi
done
# Whatever holds the key of this certificate, where sites keep their keys
public=$(openssl x509 -in /tmp/leaf.crt -noout -pubkey)
for file in $(find "/srv/etc/ssl/$LAB_SITE" /srv/etc/nginx -type f -perm /077 -size -64k); do
    if grep -q 'PRIVATE KEY' "$file" && [ "$(openssl pkey -in "$file" -pubout 2>/dev/null)" = "$public" ]; then
        echo 'found: readable'
        exit 1
    fi
done
