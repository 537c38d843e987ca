# SPDX-License-Identifier: GPL-2.0-or-later
# Of the script, only the text between these lines.
1,/^cat > fs\/lustre\/Kconfig/d
/^END$/,$d
