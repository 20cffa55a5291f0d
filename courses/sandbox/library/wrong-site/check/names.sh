#!/bin/sh
# A name may also send its visitors on to another: what they see in the end counts.
all=""
for site in comedor archivo panal; do
    for name in "$site-$LAB_PLACE.example" "www.$site-$LAB_PLACE.example"; do all="$all --resolve $name:80:127.0.0.1"; done
done
look() { # name, title
    status=$(curl -sL --max-redirs 3 -m 4 $all -o /tmp/page -w '%{http_code}' "http://$1/")
    title=$(sed -n 's:.*<title>\(.*\)</title>.*:\1:p' /tmp/page 2>/dev/null | head -n 1)
    if [ "$status" != 200 ]; then
        printf 'found: nothing\nvalue name: %s\nvalue status: %s\n' "$1" "$status"
        exit 1
    fi
    if [ "$title" != "$2" ]; then
        printf 'found: wrong\nvalue name: %s\nvalue title: %s\n' "$1" "$title"
        exit 1
    fi
}
look "www.comedor-$LAB_PLACE.example" "Comedor comunitario"
look "comedor-$LAB_PLACE.example" "Comedor comunitario"
look "archivo-$LAB_PLACE.example" "Archivo histórico del ejido"
look "www.archivo-$LAB_PLACE.example" "Archivo histórico del ejido"
look "www.panal-$LAB_PLACE.example" "Panadería El Panal, cooperativa"
