# SPDX-License-Identifier: GPL-2.0-or-later
# The macros whose uses go.
/^\/\* begin of tracing \*\/$/,/^\/\* end of tracing \*\/$/d
/D_TRACE/d
s/^ \* Messages, and a trace .*/ * Messages./
