/* ICU's private wrapper of a C enumeration, which libcore uses. */
#pragma once
#include <unicode/strenum.h>
#include <unicode/uenum.h>
#include <unicode/unistr.h>

U_NAMESPACE_BEGIN

struct UStringEnumeration : public StringEnumeration {
  UEnumeration *wrapped;
  UnicodeString current;

  explicit UStringEnumeration(UEnumeration *enumeration) : wrapped(enumeration) {}
  ~UStringEnumeration() { uenum_close(wrapped); }
  UClassID getDynamicClassID() const override { return nullptr; }
  void reset(UErrorCode &status) override { uenum_reset(wrapped, &status); }
  int32_t count(UErrorCode &status) const override { return uenum_count(wrapped, &status); }
  const UnicodeString *snext(UErrorCode &status) override {
    int32_t length;
    const UChar *text = uenum_unext(wrapped, &length, &status);
    if (text == nullptr) {
      return nullptr;
    }
    current.setTo(text, length);
    return &current;
  }
};

U_NAMESPACE_END
