package android.app;

import android.content.Context;
import android.content.res.TypedArray;
import android.os.Handler;
import android.os.Looper;
import android.util.AttributeSet;
import android.view.View;
import android.view.ViewGroup;
import java.util.ArrayList;
import java.util.List;

/** The fragments of one activity: each is brought to where the activity is. There is no stack to go back on. */
final class FragmentManagerImpl extends FragmentManager {
    static final int NONE = 0;
    static final int CREATED = 1;
    static final int STARTED = 2;
    static final int RESUMED = 3;
    private static final int[] WANTED = {android.R.attr.name, android.R.attr.id, android.R.attr.tag};

    private final Activity activity;
    private final List<Fragment> added = new ArrayList<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private int reached = NONE;

    FragmentManagerImpl(Activity activity) {
        this.activity = activity;
    }

    void reach(int state) {
        executePendingTransactions();
        reached = state;
        new ArrayList<>(added).forEach(this::move);
    }

    private void move(Fragment fragment) {
        int wanted = fragment.removed ? NONE : reached;
        while (fragment.state < wanted) {
            up(fragment);
        }
        while (fragment.state > wanted) {
            down(fragment);
        }
    }

    private void up(Fragment fragment) {
        switch (fragment.state++) {
            case NONE -> {
                fragment.attach(activity);
                fragment.onAttach((Context) activity);
                activity.onAttachFragment(fragment);
                fragment.onCreate(null);
                ViewGroup into = fragment.container == 0 ? null : (ViewGroup) activity.findViewById(fragment.container);
                made(fragment, into);
                fragment.onActivityCreated(null);
            }
            case CREATED -> fragment.onStart();
            default -> fragment.onResume();
        }
    }

    private void made(Fragment fragment, ViewGroup into) {
        if (fragment.view == null) {
            fragment.view = fragment.onCreateView(activity.getLayoutInflater(), into, null);
        }
        if (fragment.view != null) {
            if (into != null) {
                into.addView(fragment.view);
            }
            fragment.view.setVisibility(fragment.hidden ? View.GONE : fragment.view.getVisibility());
            fragment.onViewCreated(fragment.view, null);
        }
    }

    private void down(Fragment fragment) {
        switch (fragment.state--) {
            case RESUMED -> fragment.onPause();
            case STARTED -> fragment.onStop();
            default -> {
                if (fragment.view != null && fragment.view.getParent() instanceof ViewGroup group) {
                    group.removeView(fragment.view);
                }
                fragment.onDestroyView();
                fragment.onDestroy();
                fragment.onDetach();
                fragment.attach(null);
                fragment.view = null;
            }
        }
    }

    /** The view of an element {@code <fragment>}. */
    View inflated(Context context, AttributeSet attributes) {
        TypedArray found = context.obtainStyledAttributes(attributes, WANTED);
        String name = found.getString(0) != null ? found.getString(0) : attributes.getAttributeValue(null, "class");
        Fragment fragment = Fragment.instantiate(context, name);
        fragment.id = found.getResourceId(1, 0);
        fragment.tag = found.getString(2);
        fragment.attach(activity);
        fragment.onInflate(context, attributes, null);
        fragment.onAttach((Context) activity);
        fragment.onCreate(null);
        fragment.view = fragment.onCreateView(activity.getLayoutInflater(), null, null);
        if (fragment.view == null) {
            throw new IllegalStateException("Fragment " + name + " did not create a view.");
        }
        if (fragment.id != 0) {
            fragment.view.setId(fragment.id);
        }
        fragment.onViewCreated(fragment.view, null);
        fragment.state = CREATED;
        added.add(fragment);
        waiting.add(() -> fragment.onActivityCreated(null));
        return fragment.view;
    }

    @Override
    public FragmentTransaction beginTransaction() {
        return new Transaction();
    }

    @Override
    public boolean executePendingTransactions() {
        boolean any = !waiting.isEmpty();
        while (!waiting.isEmpty()) {
            waiting.remove(0).run();
        }
        return any;
    }

    @Override
    public Fragment findFragmentById(int id) {
        return added.stream().filter(one -> one.id == id).reduce((first, last) -> last).orElse(null);
    }

    @Override
    public Fragment findFragmentByTag(String tag) {
        return added.stream().filter(one -> tag != null && tag.equals(one.tag)).reduce((first, last) -> last).orElse(null);
    }

    @Override
    public List<Fragment> getFragments() {
        return new ArrayList<>(added);
    }

    @Override
    public int getBackStackEntryCount() {
        return 0;
    }

    @Override
    public void popBackStack() {}

    @Override
    public boolean popBackStackImmediate() {
        return false;
    }

    @Override
    public boolean isDestroyed() {
        return activity.isDestroyed();
    }

    @Override
    public boolean isStateSaved() {
        return false;
    }

    @Override
    public void invalidateOptionsMenu() {}

    /** Changes that are made together. */
    private final class Transaction extends FragmentTransaction {
        private final List<Runnable> steps = new ArrayList<>();

        private FragmentTransaction step(Runnable step) {
            steps.add(step);
            return this;
        }

        @Override
        public FragmentTransaction add(Fragment fragment, String tag) {
            return add(0, fragment, tag);
        }

        @Override
        public FragmentTransaction add(int container, Fragment fragment) {
            return add(container, fragment, null);
        }

        @Override
        public FragmentTransaction add(int container, Fragment fragment, String tag) {
            return step(() -> {
                fragment.container = container;
                fragment.id = container;
                fragment.tag = tag;
                fragment.removed = false;
                added.add(fragment);
            });
        }

        @Override
        public FragmentTransaction replace(int container, Fragment fragment) {
            return replace(container, fragment, null);
        }

        @Override
        public FragmentTransaction replace(int container, Fragment fragment, String tag) {
            step(() -> added.stream().filter(one -> one.container == container).forEach(one -> one.removed = true));
            return add(container, fragment, tag);
        }

        @Override
        public FragmentTransaction remove(Fragment fragment) {
            return step(() -> fragment.removed = true);
        }

        @Override
        public FragmentTransaction detach(Fragment fragment) {
            return remove(fragment);
        }

        @Override
        public FragmentTransaction attach(Fragment fragment) {
            return step(() -> fragment.removed = false);
        }

        private FragmentTransaction hidden(Fragment fragment, boolean hidden) {
            return step(() -> {
                fragment.hidden = hidden;
                if (fragment.view != null) {
                    fragment.view.setVisibility(hidden ? View.GONE : View.VISIBLE);
                }
                fragment.onHiddenChanged(hidden);
            });
        }

        @Override
        public FragmentTransaction hide(Fragment fragment) {
            return hidden(fragment, true);
        }

        @Override
        public FragmentTransaction show(Fragment fragment) {
            return hidden(fragment, false);
        }

        @Override
        public FragmentTransaction addToBackStack(String name) {
            return this;
        }

        @Override
        public FragmentTransaction setCustomAnimations(int enter, int exit) {
            return this;
        }

        @Override
        public FragmentTransaction setTransition(int transition) {
            return this;
        }

        private void run() {
            steps.forEach(Runnable::run);
            for (Fragment fragment : new ArrayList<>(added)) {
                move(fragment);
            }
            added.removeIf(fragment -> fragment.removed);
        }

        @Override
        public int commit() {
            waiting.add(this::run);
            new Handler(Looper.getMainLooper()).post(FragmentManagerImpl.this::executePendingTransactions);
            return -1;
        }

        @Override
        public int commitAllowingStateLoss() {
            return commit();
        }

        @Override
        public void commitNow() {
            run();
        }

        @Override
        public void commitNowAllowingStateLoss() {
            run();
        }
    }
}
