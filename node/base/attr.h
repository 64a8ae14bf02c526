/* attr.h - compiler attributes behind names; the only place that spells them. */
#ifndef ATTR_H
#define ATTR_H

#define ATTR_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define ATTR_NORETURN          __attribute__((noreturn))
#define ATTR_WARN_UNUSED       __attribute__((warn_unused_result))
#define ATTR_UNUSED            __attribute__((unused))

/* 128 bits, for exact products of two int64. */
__extension__ typedef __int128 wide_int;

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#endif
