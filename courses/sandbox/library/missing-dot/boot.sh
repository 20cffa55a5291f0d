#!/bin/sh
service nsd start || true
