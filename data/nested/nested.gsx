{
  "format": "guestscope-experiment",
  "version": 1,
  "name": "What steal doesn't show",
  "traces": [
    { "path": "l1host/kernel", "name": "l1host", "role": "auto", "host": null, "pid": null, "vcpus": null,
      "clock": { "method": "auto", "origin_ns": 0, "offset_ns": 0, "drift": 0.0 } },
    { "path": "l2/kernel", "name": "l2", "role": "auto", "host": null, "pid": null, "vcpus": null,
      "clock": { "method": "auto", "origin_ns": 0, "offset_ns": 0, "drift": 0.0 } },
    { "path": "l3/kernel", "name": "l3", "role": "auto", "host": null, "pid": null, "vcpus": null,
      "clock": { "method": "auto", "origin_ns": 0, "offset_ns": 0, "drift": 0.0 } }
  ]
}
