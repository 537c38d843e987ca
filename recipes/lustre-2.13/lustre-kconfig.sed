# SPDX-License-Identifier: GPL-2.0-or-later
/^cat > fs\/lustre\/Kconfig/,/^END$/ {
	/^cat/d
	/^END$/d
	p
}
