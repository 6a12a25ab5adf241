package dalvik.system;

/** Would load more code: the sandbox has only what was translated at installation, and says so. */
public class DexClassLoader extends BaseDexClassLoader {
    private final String path;

    public DexClassLoader(String dexPath, String optimizedDirectory, String librarySearchPath, ClassLoader parent) {
        super(parent);
        path = dexPath;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        throw new ClassNotFoundException("Didn't find class \"" + name + "\" on path: " + path);
    }
}
