#!/bin/sh
set -eu
cd "/srv/www/$LAB_SITE"
# What is public: everybody may read it and enter its folders, only its owner changes it
chmod -R u=rwX,go=rX public
# What is not: its owner alone
chmod 700 private
chmod 600 private/prestamos.csv
curl -fsS -o /dev/null -H "Host: semillas-$LAB_SITE.example" http://127.0.0.1/
