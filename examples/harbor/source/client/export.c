// SPDX-License-Identifier: GPL-2.0-only
/*
 * Harbor: a server that exports one empty directory, to try clients with.
 */

#include <linux/in.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/stat.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "harbor_internal.h"
#include "export_internal.h"

static unsigned short export_port;
module_param(export_port, ushort, 0444);
MODULE_PARM_DESC(export_port, "port to serve an empty export on; 0: none");

struct harbor_message {
	struct harbor_header	header;
	__u8			data[HARBOR_MAX_DATA];
};

static struct socket *export_sock;
static struct task_struct *export_task;

/* Turns a request into its reply, and returns the size of that. */
static size_t harbor_export_answer(struct harbor_message *message)
{
	struct harbor_attr *attr = (struct harbor_attr *)message->data;
	__u16 op = le16_to_cpu(message->header.op);

	message->header.error = 0;
	if (op == HARBOR_READDIR)
		return sizeof(message->header);
	if (op != HARBOR_ATTACH && op != HARBOR_GETATTR) {
		message->header.error = cpu_to_le16(ENOENT);
		return sizeof(message->header);
	}

	memset(attr, 0, sizeof(*attr));
	attr->fid = cpu_to_le64(HARBOR_EXPORT_ROOT);
	attr->mode = cpu_to_le32(S_IFDIR | 0555);
	attr->nlink = cpu_to_le32(2);
	return sizeof(message->header) + sizeof(*attr);
}

static int harbor_export_thread(void *unused)
{
	struct harbor_message *message;

	ENTRY;
	HARBOR_ALLOC_PTR(message);
	while (message && !kthread_should_stop()) {
		struct sockaddr_in client;
		struct msghdr msg = { .msg_name = &client };
		struct kvec vec = {
			.iov_base = message,
			.iov_len = sizeof(*message),
		};
		int rc;

		rc = kernel_recvmsg(export_sock, &msg, &vec, 1,
				    sizeof(*message), 0);
		if (rc < (int)sizeof(message->header) ||
		    message->header.magic != cpu_to_le32(HARBOR_MAGIC))
			continue;

		vec.iov_base = message;
		vec.iov_len = harbor_export_answer(message);
		msg.msg_namelen = sizeof(client);
		kernel_sendmsg(export_sock, &msg, &vec, 1, vec.iov_len);
	}
	/* kthread_stop() wants to find us. */
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	if (message)
		HARBOR_FREE_PTR(message);
	RETURN(0);
}

int harbor_export_init(void)
{
	struct sockaddr_in addr = {
		.sin_family	= AF_INET,
		.sin_port	= htons(export_port),
	};
	int rc;

	ENTRY;
	if (!export_port)
		RETURN(0);

	rc = sock_create_kern(&init_net, AF_INET, SOCK_DGRAM, IPPROTO_UDP,
			      &export_sock);
	if (rc)
		RETURN(rc);
	export_sock->sk->sk_rcvtimeo = HZ;
	rc = kernel_bind(export_sock, (struct sockaddr *)&addr, sizeof(addr));
	if (rc)
		GOTO(out, rc);

	export_task = kthread_run(harbor_export_thread, NULL, "harbor_export");
	if (IS_ERR(export_task))
		GOTO(out, rc = PTR_ERR(export_task));
	RETURN(0);
out:
	sock_release(export_sock);
	export_sock = NULL;
	return rc;
}

void harbor_export_fini(void)
{
	ENTRY;
	if (!export_sock)
		RETURN_EXIT;

	kthread_stop(export_task);
	sock_release(export_sock);
	export_sock = NULL;
	EXIT;
}
