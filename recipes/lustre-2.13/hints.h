/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What macros look like to a parser that does not expand them. */
#define with_imp_locked(_o, _i, _rc) if (o)
