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

/* 1 in builds with AddressSanitizer, whose run-time needs more of the kernel than we do. */
#if defined(__SANITIZE_ADDRESS__)
#define ATTR_HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ATTR_HAS_ASAN 1
#endif
#endif
#ifndef ATTR_HAS_ASAN
#define ATTR_HAS_ASAN 0
#endif

#endif
