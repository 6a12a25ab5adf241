/* ICU's private names of its data, which libcore uses. */
#pragma once
#include <unicode/udata.h>
#define U_ICUDATA_BRKITR U_ICUDATA_NAME "-brkitr"
#define U_ICUDATA_COLL U_ICUDATA_NAME "-coll"
#define U_ICUDATA_CURR U_ICUDATA_NAME "-curr"
#define U_ICUDATA_LANG U_ICUDATA_NAME "-lang"
#define U_ICUDATA_REGION U_ICUDATA_NAME "-region"
#define U_ICUDATA_TRANSLIT U_ICUDATA_NAME "-translit"
#define U_ICUDATA_UNIT U_ICUDATA_NAME "-unit"
#define U_ICUDATA_ZONE U_ICUDATA_NAME "-zone"
