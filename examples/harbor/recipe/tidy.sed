# SPDX-License-Identifier: GPL-2.0-or-later
# Of blank lines in a row, one stays.
$!N
/^\n$/!P
D
