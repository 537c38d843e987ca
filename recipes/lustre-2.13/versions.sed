# SPDX-License-Identifier: GPL-2.0-or-later
# Makes numbers of the versions that conditionals compare with, as unifdef wants them:
# OBD_OCD_VERSION(2, 9, 50, 0) becomes 20950. Each component takes two digits.
/LUSTRE_VERSION_CODE/ {
	s/OBD_OCD_VERSION(\([0-9]*\), \([0-9]\), /OBD_OCD_VERSION(\1, 0\2, /
	s/OBD_OCD_VERSION(\([0-9]*\), \([0-9][0-9]\), \([0-9][0-9]\), 0)/\1\2\3/
}
