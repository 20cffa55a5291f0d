#!/bin/sh
case "$LAB_KEY" in
a) public=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0isYejJaR7+gOfQe1Sj/81HC5A+FDolJrjDy262M5eufmLbOMsA2oXKUa2ZRs4BsdYwk5hOmL9drRsPKhOxQzfvSx5KACk5adQ+7rNCN0pMChggfgJA6LDAOI8FEryw0PAJ7ZEYLHbnXHgHFG9iwocp4hcLnn6nsF4GYb9OT03JLrrxYMiftEAKavw0UnvCdsawHwIRrBd0ThKR2qAeLKG3TrDamh/riMPPDvY/SfXUsg9ayVTFkdHNfKyleZPxs8peKTIejOEkHYUgLVdZKuOZtRB4FQQz4+ueoWs6A/xitEnpb5aeFcH1tHiqQYKSkJNF3n9+qMQKI/anGL8xKVQIDAQAB ;;
b) public=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArH1dpVD9Dmb2vRlQJeWV2tLLD9Do7hRknWTz4q/SOcet0pVkT9QRnm6CLpmjcmbSSYOkzDQ+jjmEfNMAHohlyR28Irnsd+2PUea0MxHUAyrJv4i8b2w6i15Prl039cKRZLpIqYN1rxXSK4LRK8gfmeb5Lq+6925s890r84fKPCdASxIsVOjE3ZRIUhFXEkdPxyOZZY/oDuC8mxuZ+WAFAX0yZKA7dR0IkHKhq85KNoEtzicxb83dUblKuaRm3sIWc12zs7IyX8XSnFJqU/USAcb96uhWlH2P2LHwg0EOARCuzVWGvoZDmLJZgLYtLjcFg824jU5g3TDs8Ykyl3zGGQIDAQAB ;;
*) public=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAzYtZdCr/CmxEh93pXaOotX126oR1QwLQ+xVVyOJd5ys+OuzB8EIZf2vMnQol2Wq1QbrsN3E9Rcp/pUQ3dHwA7rATTSuDhzeHDhYovXKV30h9wRL5IVaunpcUH5+5EGO5SLt96PqCvfCBgHuEG3YJdXG0yWMu9dIdIcn+NS0Cgn9cbpfHaFHsc3uRbgIN+gpcvT2nvFXzSPo+SPjMGguR5UM39hCYCfGi/pcd/mG+pyVxSXsaqsi6ms8ds8Woi01mLDuDAWJ1se31hVaTH4r7oJEVplDRO9SfiQ7+czq6R0ll3T4keIWWDZrgC9yIeU+Pv6lBGbutJUroX5d52g5BLQIDAQAB ;;
esac
name="$LAB_SELECTOR._domainkey.$LAB_SITE-legal.example"
# Strings of one record are put together without a gap; records stay apart, one a line
record=$(dig @127.0.0.1 +tcp +short +tries=1 +time=2 "$name" TXT | sed 's/" "//g; s/^"//; s/"$//; s/\\;/;/g')
[ -n "$record" ] || { echo 'found: none'; exit 1; }
if [ "$(printf '%s\n' "$record" | wc -l)" -ne 1 ] || ! printf '%s' "$record" | grep -qE '^ *v *= *DKIM1 *;.*[; ]p *= *[A-Za-z0-9+/= ]+;? *$' \
    || printf '%s' "$record" | grep -qE 'k *= *[^r ]|[; ]t *= *[^;]*y'; then
    printf 'found: syntax\nvalue record: %s\n' "$(printf '%s' "$record" | head -n 1 | cut -c1-80)"
    exit 1
fi
key=$(printf '%s' "$record" | sed 's/.*[; ]p *= *//; s/;.*//' | tr -d ' ')
[ "$key" != "$public" ] || exit 0
if [ "${#key}" -ne "${#public}" ]; then
    printf 'found: length\nvalue found: %s\nvalue wanted: %s\n' "${#key}" "${#public}"
else
    echo 'found: other'
fi
exit 1
