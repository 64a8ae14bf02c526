/* net_link.h - core's ends of the two links to net, and what goes over them. */
#ifndef NET_LINK_H
#define NET_LINK_H

#include <poll.h>

#include "core.h"
#include "link.h"

struct net_link {
	struct link live, bulk;
	struct core_out held; /* taken from core, no room for it yet */
	bool has_held;
	struct buf admission; /* the last list: a new net gets it first */
};

void net_link_init(struct net_link *n);
void net_link_close(struct net_link *n);

/* A new socket from the parent.  When both are there, net gets the admission list. */
void net_link_open(struct net_link *n, bool bulk, int fd);

/* Fills two pollfds. */
size_t net_link_poll(const struct net_link *n, struct pollfd *fds);

/* Reads what is there, bulk before live (net.h), into core, and flushes core's inbox. */
void net_link_read(
    struct net_link *n, struct core *c, const struct pollfd *fds, struct core_time now);

/* Sends what core has, as far as there is room. */
void net_link_write(struct net_link *n, struct core *c);

#endif
