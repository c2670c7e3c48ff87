// SPDX-License-Identifier: GPL-2.0-or-later
#include "request-table.hpp"

namespace playalter {

const RequestList &plugin_requests()
{
	static const RequestList all = [] {
		RequestList requests;
		for (const RequestList *list :
		     {&status_requests(), &mask_requests(), &preset_requests(), &camera_requests(),
		      &destination_requests()})
			requests.insert(requests.end(), list->begin(), list->end());
		return requests;
	}();
	return all;
}

const Request *find_request(const std::string &name)
{
	for (const Request &request : plugin_requests()) {
		if (name == request.name)
			return &request;
	}
	return nullptr;
}

namespace {

Reply unforeseen(const Request &request, const char *what)
{
	blog(LOG_ERROR, "[playalter] %s failed: %s", request.name, what);
	return {nullptr, RequestFailure(RequestError::internal_error,
					"The plugin could not do that; OBS's log says more.")};
}

} // namespace

Reply serve(const Request &request, obs_data_t *data) noexcept
{
	try {
		return {request.handle(data), std::nullopt};
	} catch (const RequestFailure &failure) {
		return {nullptr, failure};
	} catch (const std::exception &error) {
		return unforeseen(request, error.what());
	} catch (...) {
		return unforeseen(request, "something was thrown");
	}
}

} // namespace playalter
