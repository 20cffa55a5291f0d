#!/bin/sh
service nsd start || true
service unbound start || true
