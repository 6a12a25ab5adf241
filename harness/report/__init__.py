"""Reports: what left the device, for a manager at a glance and for an engineer line by line."""

from harness.report.build import build_view
from harness.report.html import render_html
from harness.report.model import BundleLike, ReportView
from harness.report.terminal import print_summary

__all__ = ["BundleLike", "ReportView", "build_view", "print_summary", "render_html"]
