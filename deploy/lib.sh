# lib.sh - what deploy/demo and deploy/check share.  Sourced, not run.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jobs=$(nproc)

say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }

# Installs what is missing of deploy/packages; the one thing that needs root.
install_packages() {
	local missing=() p
	while read -r p; do
		case $p in ''|'#'*) continue ;; esac
		dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q '^install ok installed' || missing+=("$p")
	done <"$root/deploy/packages"
	if [ ${#missing[@]} -eq 0 ]; then
		say "packages: all there"
		return
	fi
	say "packages: installing ${missing[*]}"
	local sudo=
	[ "$(id -u)" = 0 ] || sudo=sudo
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq ||
		die "apt-get update failed: root (or sudo) and a Debian mirror are needed to install packages"
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
		die "apt-get install failed: ${missing[*]}"
}

# build PRESET [TARGET...]: configures and builds in build/PRESET, quietly unless it fails.
build() {
	local preset=$1 log
	shift
	log=$root/build/$preset.log
	mkdir -p "$root/build"
	if ! (cd "$root" && cmake --preset "$preset" >"$log" 2>&1 &&
		cmake --build "build/$preset" -j "$jobs" ${@:+--target "$@"} >>"$log" 2>&1); then
		tail -n 40 "$log" >&2
		die "build $preset failed; all of it is in $log"
	fi
}
