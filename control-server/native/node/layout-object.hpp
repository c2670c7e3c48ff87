// SPDX-License-Identifier: GPL-2.0-or-later
//
// protocol/channel_layout.h as a JavaScript object: constants, sizes and the offset of each field.
// JavaScript thread.
#pragma once

#include <napi.h>

namespace playalter {

Napi::Object layout_object(Napi::Env env);

} // namespace playalter
