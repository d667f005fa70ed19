#!/usr/bin/env bash
# Packs this release and every Python package it needs into one archive for a computer without internet.
# Run it on a computer with internet that has the same processor and the same Python version as the target.
# usage: tools/make_offline_archive.sh [folder for the archive, default: dist]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=${PYTHON:-python3}
mkdir -p "${1:-$root/dist}"
target=$(cd "${1:-$root/dist}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

release=$(git -C "$root" describe --tags --always)
name=township-ledger-$release-$("$python" -c 'import platform, sys; print(f"py{sys.version_info[0]}.{sys.version_info[1]}-{platform.machine()}")')

mkdir -p "$work/$name/wheels"
git -C "$root" archive HEAD | tar -x -C "$work/$name"
"$python" -m pip download --disable-pip-version-check --quiet --require-hashes --only-binary :all: \
  -r "$root/requirements.txt" -d "$work/$name/wheels"

cat >"$work/$name/install.sh" <<'INSTALL'
#!/usr/bin/env bash
# Makes .venv from the packed wheels; asks nothing of any network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
sha256sum --check --quiet CHECKSUMS
"${PYTHON:-python3}" -m venv .venv
.venv/bin/pip install --disable-pip-version-check --quiet --no-index --find-links wheels --require-hashes -r requirements.txt
echo "已安装。演示：.venv/bin/python manage.py demo   正式部署：docs/deploy.zh-CN.md"
echo "Installed. Demo: .venv/bin/python manage.py demo   Production: docs/deploy.md"
INSTALL
chmod +x "$work/$name/install.sh"
(cd "$work/$name" && find . -type f ! -name CHECKSUMS -print0 | sort -z | xargs -0 sha256sum >CHECKSUMS)

tar -C "$work" -czf "$target/$name.tar.gz" "$name"
(cd "$target" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
echo "$target/$name.tar.gz"
