# SPDX-License-Identifier: GPL-2.0-or-later
s/\b__\([su]\(8\|16\|32\|64\)\)\b/\1/g
