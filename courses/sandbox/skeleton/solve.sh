set -eu
cp /var/backups/old/list.txt "/srv/$LAB_GROUP/list.txt"
chmod 644 "/srv/$LAB_GROUP/list.txt"
