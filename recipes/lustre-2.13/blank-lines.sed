# SPDX-License-Identifier: GPL-2.0-or-later
# One blank line where there were several.
/^$/N
/\n$/D
