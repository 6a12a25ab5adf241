package android.content.pm; public class ProviderInfo { public String authority; }
