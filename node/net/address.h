/* address.h - endpoints are literals: libzmq resolves names inside its I/O thread, where
 * slow DNS would stall every peer. */
#ifndef ADDRESS_H
#define ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

enum {
	ADDRESS_LEN = 80
}; /* with NUL: tcp://[an IPv6 address]:65535 fits */

/* "tcp://192.0.2.1:5555" or "tcp://[2001:db8::1]:5555", port 1 to 65535, nothing else. */
bool address_is_literal(const char *s);

/* The same, and the port may be "*" or 0: the kernel chooses. */
bool address_is_bindable(const char *s);

bool address_is_ipv6(const char *s);

/* Where this machine reaches what is bound at `bound`: a wildcard becomes loopback. */
void address_of_self(char out[static ADDRESS_LEN], const char *bound);

#endif
