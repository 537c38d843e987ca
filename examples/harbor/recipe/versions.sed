# SPDX-License-Identifier: GPL-2.0-or-later
# HARBOR_VERSION(1, 4, 0, 0), which unifdef cannot evaluate, becomes 10400.
/HARBOR_VERSION_CODE/ {
  :pad
  s/\([( ]\)\([0-9]\)\([,)]\)/\10\2\3/
  t pad
  s/HARBOR_VERSION(0*\([0-9]*\), \([0-9]*\), \([0-9]*\), [0-9]*)/\1\2\3/
}
