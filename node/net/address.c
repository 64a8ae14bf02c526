/* address.c - endpoints as literals. */
#include "address.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

static const char scheme[] = "tcp://";

enum {
	HOST_LEN = 48
};

/* Splits into host, without brackets, and port; false when it has not that form. */
static bool
split(char host[static HOST_LEN], const char **port, bool *is_ipv6, const char *s)
{
	const char *end;
	size_t n;

	if (strncmp(s, scheme, strlen(scheme)) != 0 || strlen(s) >= ADDRESS_LEN)
		return false;
	s += strlen(scheme);
	*is_ipv6 = *s == '[';
	end = *is_ipv6 ? strstr(s, "]:") : strchr(s, ':');
	if (*is_ipv6)
		s++;
	if (!end)
		return false;
	n = (size_t)(end - s);
	if (!n || n >= HOST_LEN)
		return false;
	memcpy(host, s, n);
	host[n] = '\0';
	*port = end + (*is_ipv6 ? 2 : 1);
	return true;
}

static bool
host_is_literal(const char *host, bool is_ipv6)
{
	uint8_t bytes[16];

	return inet_pton(is_ipv6 ? AF_INET6 : AF_INET, host, bytes) == 1;
}

static bool
port_is_valid(const char *port, int64_t least)
{
	int64_t n;

	return text_is_digits(port, 1, 5) && text_to_i64(&n, port) && n >= least &&
	       n <= 65535;
}

bool
address_is_literal(const char *s)
{
	char host[HOST_LEN];
	const char *port;
	bool is_ipv6;

	return split(host, &port, &is_ipv6, s) && host_is_literal(host, is_ipv6) &&
	       port_is_valid(port, 1);
}

bool
address_is_bindable(const char *s)
{
	char host[HOST_LEN];
	const char *port;
	bool is_ipv6;

	return split(host, &port, &is_ipv6, s) && host_is_literal(host, is_ipv6) &&
	       (!strcmp(port, "*") || port_is_valid(port, 0));
}

bool
address_is_ipv6(const char *s)
{
	return strchr(s, '[') != NULL;
}

void
address_of_self(char out[static ADDRESS_LEN], const char *bound)
{
	char host[HOST_LEN];
	const char *port = NULL;
	bool is_ipv6 = false;

	if (split(host, &port, &is_ipv6, bound) && !strcmp(host, "0.0.0.0"))
		snprintf(out, ADDRESS_LEN, "tcp://127.0.0.1:%s", port);
	else if (port && is_ipv6 && !strcmp(host, "::"))
		snprintf(out, ADDRESS_LEN, "tcp://[::1]:%s", port);
	else
		snprintf(out, ADDRESS_LEN, "%s", bound);
}
