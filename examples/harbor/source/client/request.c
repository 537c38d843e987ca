// SPDX-License-Identifier: GPL-2.0-only
/*
 * Harbor: requests to the server and its replies.
 */

#include <linux/in.h>
#include <linux/jiffies.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "harbor_internal.h"

#define HARBOR_MAX_REPLY (sizeof(struct harbor_header) + HARBOR_MAX_DATA)

int harbor_connect(struct harbor_mount *hm)
{
	struct sockaddr_in addr = {
		.sin_family	= AF_INET,
		.sin_port	= htons(hm->hm_port),
		.sin_addr	= hm->hm_addr,
	};
	int rc;

	ENTRY;
	HARBOR_ALLOC_LARGE(hm->hm_reply, HARBOR_MAX_REPLY);
	if (!hm->hm_reply)
		RETURN(-ENOMEM);

	rc = sock_create_kern(&init_net, AF_INET, SOCK_DGRAM, IPPROTO_UDP,
			      &hm->hm_sock);
	if (rc)
		GOTO(out_free, rc);

	/* A connected socket gets datagrams from its server only. */
	rc = kernel_connect(hm->hm_sock, (struct sockaddr *)&addr,
			    sizeof(addr), 0);
	if (rc)
		GOTO(out_release, rc);

	hm->hm_sock->sk->sk_rcvtimeo = hm->hm_timeout * HZ;
	RETURN(0);

out_release:
	sock_release(hm->hm_sock);
	hm->hm_sock = NULL;
out_free:
	HARBOR_FREE_LARGE(hm->hm_reply, HARBOR_MAX_REPLY);
	return rc;
}

void harbor_disconnect(struct harbor_mount *hm)
{
	ENTRY;
	if (!hm->hm_sock)
		RETURN_EXIT;

	sock_release(hm->hm_sock);
	hm->hm_sock = NULL;
	HARBOR_FREE_LARGE(hm->hm_reply, HARBOR_MAX_REPLY);
	EXIT;
}

static int harbor_send(struct harbor_mount *hm,
		       const struct harbor_header *request,
		       const void *data, size_t data_len)
{
	struct msghdr msg = {};
	struct kvec vec[2] = {
		{ .iov_base = (void *)request, .iov_len = sizeof(*request) },
		{ .iov_base = (void *)data, .iov_len = data_len },
	};
	int rc;

	rc = kernel_sendmsg(hm->hm_sock, &msg, vec, 2,
			    sizeof(*request) + data_len);
	return rc < 0 ? rc : 0;
}

/* The server's error, unless it is one that only a kernel may use. */
static int harbor_errno(const struct harbor_header *reply)
{
	__u16 error = le16_to_cpu(reply->error);

	return error < 512 ? -error : -EIO;
}

/*
 * Waits for the reply to @request. Returns the size of its data, an error of
 * the server's or of our own, or -EAGAIN when it is time to ask again.
 */
static int harbor_receive(struct harbor_mount *hm,
			  const struct harbor_header *request)
{
	const struct harbor_header *reply = hm->hm_reply;
	unsigned long deadline = jiffies + hm->hm_timeout * HZ;
	int rc;

	ENTRY;
	do {
		struct msghdr msg = {};
		struct kvec vec = {
			.iov_base = hm->hm_reply,
			.iov_len = HARBOR_MAX_REPLY,
		};

		rc = kernel_recvmsg(hm->hm_sock, &msg, &vec, 1,
				    HARBOR_MAX_REPLY, 0);
		if (rc < 0)
			RETURN(rc);
		if (rc < sizeof(*reply) ||
		    reply->magic != request->magic ||
		    reply->xid != request->xid ||
		    reply->op != request->op) {
			/* Most likely the reply to a try before this one. */
			PDEBUG(D_NET, "unexpected datagram of %d bytes\n", rc);
			continue;
		}
		if (reply->error)
			RETURN(harbor_errno(reply));
		RETURN(rc - (int)sizeof(*reply));
	} while (time_before(jiffies, deadline));

	RETURN(-EAGAIN);
}

/**
 * harbor_call - ask the server, and wait for its answer
 * @hm: whose server
 * @request: op, fid, count and offset; the rest is filled in
 * @data: what follows the header
 * @data_len: how many bytes that are
 * @answer: where the answer goes
 * @room: how many bytes it may have
 *
 * Asks again when no answer comes. Return: the size of the answer, -EIO when
 * it does not fit, -ETIMEDOUT when the server is silent, or its error.
 */
int harbor_call(struct harbor_mount *hm, struct harbor_header *request,
		const void *data, size_t data_len, void *answer, size_t room)
{
	unsigned int tries;
	int rc;

	ENTRY;
	if (data_len > HARBOR_MAX_DATA)
		RETURN(-ENAMETOOLONG);

	mutex_lock(&hm->hm_lock);
	request->magic = cpu_to_le32(HARBOR_MAGIC);
	request->xid = cpu_to_le32(++hm->hm_xid);
	request->error = 0;
	atomic64_inc(&hm->hm_calls);

	rc = -ETIMEDOUT;
	for (tries = 0; tries <= hm->hm_retries; tries++) {
		if (tries > 0)
			atomic64_inc(&hm->hm_resent);
		rc = harbor_send(hm, request, data, data_len);
		if (rc)
			GOTO(out, rc);
		rc = harbor_receive(hm, request);
		if (rc != -EAGAIN)
			break;
		rc = -ETIMEDOUT;
	}
	if (rc == -ETIMEDOUT)
		PERROR("%pI4:%u does not answer\n", &hm->hm_addr, hm->hm_port);
	if (rc < 0)
		GOTO(out, rc);
	if (rc > room)
		GOTO(out, rc = -EIO);
	memcpy(answer, hm->hm_reply + sizeof(*request), rc);
out:
	if (rc < 0)
		atomic64_inc(&hm->hm_failed);
	mutex_unlock(&hm->hm_lock);
	PDEBUG(D_NET, "op %u fid %llu: %d\n", le16_to_cpu(request->op),
	       le64_to_cpu(request->fid), rc);
	RETURN(rc);
}

/* A call whose answer is attributes. */
int harbor_call_attr(struct harbor_mount *hm, __u16 op, __u64 fid,
		     const void *data, size_t data_len,
		     struct harbor_attr *attr)
{
	struct harbor_header request = {
		.op	= cpu_to_le16(op),
		.fid	= cpu_to_le64(fid),
	};
	int rc;

	ENTRY;
	rc = harbor_call(hm, &request, data, data_len, attr, sizeof(*attr));
	if (rc < 0)
		RETURN(rc);

	RETURN(rc == sizeof(*attr) ? 0 : -EIO);
}
