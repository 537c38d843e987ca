# SPDX-License-Identifier: GPL-2.0-or-later
/^cat > net\/lnet\/Kconfig/,/^END$/ {
	/^cat/d
	/^END$/d
	p
}
