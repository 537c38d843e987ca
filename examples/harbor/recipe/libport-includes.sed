# SPDX-License-Identifier: GPL-2.0-or-later
s,<libport/\([a-z_]*\.h\)>,"\1",
