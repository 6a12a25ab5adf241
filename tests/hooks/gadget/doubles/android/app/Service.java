package android.app; public class Service {}
