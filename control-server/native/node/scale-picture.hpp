// SPDX-License-Identifier: GPL-2.0-or-later
//
// scalePicture(from, fromWidth, fromHeight, firstX, lastX, firstY, lastY, to, toWidth, toHeight) for
// JavaScript. JavaScript thread.
#pragma once

#include <napi.h>

namespace playalter {

Napi::Value scale_picture_function(const Napi::CallbackInfo &info);

} // namespace playalter
