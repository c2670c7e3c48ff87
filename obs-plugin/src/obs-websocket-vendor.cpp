// SPDX-License-Identifier: GPL-2.0-or-later
#include "obs-websocket-vendor.hpp"

namespace playalter {

namespace {

// The layout obs-websocket copies a callback from.
struct RequestCallbackRecord {
	ObsWebsocketVendor::RequestCallback callback;
	void *context;
};

class CallData {
public:
	CallData() { calldata_init(&data_); }
	~CallData() { calldata_free(&data_); }
	CallData(const CallData &) = delete;
	CallData &operator=(const CallData &) = delete;
	calldata_t *get() { return &data_; }

private:
	calldata_t data_{};
};

} // namespace

bool ObsWebsocketVendor::register_vendor(const char *name)
{
	CallData find;
	if (!proc_handler_call(obs_get_proc_handler(), "obs_websocket_api_get_ph", find.get()))
		return false;
	handler_ = static_cast<proc_handler_t *>(calldata_ptr(find.get(), "ph"));
	if (!handler_)
		return false;

	CallData registration;
	calldata_set_string(registration.get(), "name", name);
	proc_handler_call(handler_, "vendor_register", registration.get());
	vendor_ = calldata_ptr(registration.get(), "vendor");
	return vendor_ != nullptr;
}

bool ObsWebsocketVendor::emit_event(const char *type, obs_data_t *data)
{
	if (!vendor_)
		return false;
	CallData event;
	calldata_set_ptr(event.get(), "vendor", vendor_);
	calldata_set_string(event.get(), "type", type);
	calldata_set_ptr(event.get(), "data", data);
	proc_handler_call(handler_, "vendor_event_emit", event.get());
	return calldata_bool(event.get(), "success");
}

bool ObsWebsocketVendor::register_request(const char *type, RequestCallback callback, void *context)
{
	if (!vendor_)
		return false;
	RequestCallbackRecord record{callback, context};
	CallData registration;
	calldata_set_ptr(registration.get(), "vendor", vendor_);
	calldata_set_string(registration.get(), "type", type);
	calldata_set_ptr(registration.get(), "callback", &record);
	proc_handler_call(handler_, "vendor_request_register", registration.get());
	return calldata_bool(registration.get(), "success");
}

} // namespace playalter
