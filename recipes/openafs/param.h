/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What OpenAFS takes to differ between systems, and is left to differ between
 * machines: the name under which the cell's administrators know the system.
 */
#ifndef AFS_PARAM_H
#define AFS_PARAM_H

#include <linux/minmax.h>
#include <linux/types.h>

#include "afs/afs_sysnames.h"

/* PAGs that no process is in any more are collected, unless sysctl says no. */
#define AFS_GCPAGS 1

/* Later releases of 6.1 have them in minmax.h. */
#ifndef MIN
#define MIN(A, B) ((A) < (B) ? (A) : (B))
#endif
#ifndef MAX
#define MAX(A, B) ((A) > (B) ? (A) : (B))
#endif

#if defined(CONFIG_X86_64)
#define SYS_NAME "amd64_linux26"
#define SYS_NAME_ID SYS_NAME_ID_amd64_linux26
#elif defined(CONFIG_X86_32)
#define SYS_NAME "i386_linux26"
#define SYS_NAME_ID SYS_NAME_ID_i386_linux26
#elif defined(CONFIG_ARM64)
#define SYS_NAME "arm64_linux26"
#define SYS_NAME_ID SYS_NAME_ID_arm64_linux26
#elif defined(CONFIG_ARM)
#define SYS_NAME "arm_linux26"
#define SYS_NAME_ID SYS_NAME_ID_arm_linux26
#elif defined(CONFIG_PPC64) && defined(CONFIG_CPU_LITTLE_ENDIAN)
#define SYS_NAME "ppc64le_linux26"
#define SYS_NAME_ID SYS_NAME_ID_ppc64le_linux26
#elif defined(CONFIG_PPC64)
#define SYS_NAME "ppc64_linux26"
#define SYS_NAME_ID SYS_NAME_ID_ppc64_linux26
#elif defined(CONFIG_PPC)
#define SYS_NAME "ppc_linux26"
#define SYS_NAME_ID SYS_NAME_ID_ppc_linux26
#elif defined(CONFIG_S390)
#define SYS_NAME "s390x_linux26"
#define SYS_NAME_ID SYS_NAME_ID_s390x_linux26
#elif defined(CONFIG_SPARC64)
#define SYS_NAME "sparc64_linux26"
#define SYS_NAME_ID SYS_NAME_ID_sparc64_linux26
#else
#error "OpenAFS has no system name for this architecture"
#endif

#endif
