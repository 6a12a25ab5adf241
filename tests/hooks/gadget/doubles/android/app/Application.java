package android.app; public class Application {}
