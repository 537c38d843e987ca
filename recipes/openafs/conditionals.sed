# SPDX-License-Identifier: GPL-2.0-or-later
# Brings conditionals into a form that unifdef can decide, and says in the kernel's words what only the
# kernel's configuration decides.

# One line each.
/^[ \t]*#[ \t]*\(el\)\?if.*\\$/ {
	:join
	N
	s/[ \t]*\\\n[ \t]*/ /
	/\\$/ b join
}

# Programs of 32 bits on a kernel of 64: what OpenAFS makes out by itself is CONFIG_COMPAT.
/^#if .*defined(AFS_LINUX_64BIT_KERNEL) && !defined(AFS_ALPHA_LINUX_ENV)/ {
	N
	/\n# define NEED_IOCTL32$/ {
		N
		d
	}
	s/^#if [^\n]*/#ifdef CONFIG_COMPAT/
}
s/^#if.* defined(NEED_IOCTL32)$/#ifdef CONFIG_COMPAT/
s/NEED_IOCTL32/CONFIG_COMPAT/
s/\(#endif.*\)defined(AFS_LINUX_64BIT_KERNEL)/\1CONFIG_COMPAT/
s/\(#endif.*\)AFS_LINUX_64BIT_KERNEL/\1CONFIG_COMPAT/

# Architectures.
/^[ \t]*#/ {
	s/AFS_64BITUSERPOINTER_ENV/CONFIG_64BIT/
	s/AFS_LINUX_64BIT_KERNEL/CONFIG_64BIT/
	s/AFS_ARM64_LINUX_ENV/CONFIG_ARM64/
	s/AFS_I386_LINUX_ENV/CONFIG_X86_32/
	s/AFS_SPARC64_LINUX_ENV/CONFIG_SPARC64/
	s/WORDS_BIGENDIAN/__BIG_ENDIAN/
}

s/^#if[ \t]*defined(AFS_SUN5_ENV) || (defined(AFS_LINUX_ENV) && !defined(CONFIG_64BIT))$/#ifndef CONFIG_64BIT/
s|/\* AFS_SUN65_ENV \*/|/* CONFIG_64BIT */|

# Beside those, nothing in a condition may be left that unifdef knows: it decides whole conditions only.
/^#if.*\(CONFIG_\|__BIG_ENDIAN\)/ {
	s/defined(KERNEL) && (defined(AFS_SUN5_ENV) || \(.*\))$/\1/
	s/ && defined(KERNEL) && !defined(UKERNEL)$//
	s/defined(AFS_SUN5_64BIT_ENV) || (defined(AFS_SGI61_ENV) && (_MIPS_SZPTR==64)) || //
	s/ || defined(_CRAY)$//
	s/^#if defined(\(CONFIG_[A-Z0-9_]*\|__BIG_ENDIAN\))$/#ifdef \1/
	s/^#if !defined(\(CONFIG_[A-Z0-9_]*\|__BIG_ENDIAN\))$/#ifndef \1/
}

# Pointers are as long as a long, on every Linux.
s/^#if SIZEOF_VOID_P == SIZEOF_UNSIGNED_INT$/#if 0/
s/^#elif SIZEOF_VOID_P == SIZEOF_UNSIGNED_LONG$/#elif 1/
